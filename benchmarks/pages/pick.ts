/** What it takes to tell the part that a pointer rests on, and what plain three.js takes for it. */

import { Box3, PerspectiveCamera, Raycaster, Sphere, Vector2 } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { ModelParts } from "../../js/viewer/parts/model-parts";
import { FIELD_OF_VIEW } from "../../js/viewer/view/framing";

interface Picked {
  /** Milliseconds, each of a pick. */
  ours: number[];
  three: number[];
  /** Milliseconds, each of a step in which ours gets ready. */
  steps: number[];
  triangles: number;
}

declare global {
  interface Window {
    pick(url: string, picks: number): Promise<Picked>;
  }
}

/** Times that a pick is made to be timed: a page's clock has steps of a tenth of a millisecond. */
const OFTEN = 20;

window.pick = async (url, picks) => {
  const { scene } = await new GLTFLoader().loadAsync(url);
  scene.updateMatrixWorld(true);
  const { center, radius } = new Box3().setFromObject(scene).getBoundingSphere(new Sphere());
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 4 / 3, radius / 100, radius * 100);
  camera.position
    .set(0.4, 0.5, 1)
    .normalize()
    .multiplyScalar(5 * radius)
    .add(center);
  camera.lookAt(center);
  camera.updateMatrixWorld();
  const parts = new ModelParts(scene, (object) => ({ key: object, name: object.name }));
  const steps: number[] = [];
  while (!parts.picking.ready) steps.push(took(() => parts.picking.prepare()));

  // Along a spiral over the picture, most of which the model fills.
  const rays = Array.from({ length: picks }, (_, at) => {
    const share = (at + 0.5) / picks;
    const place = new Vector2(Math.cos(at), Math.sin(at)).multiplyScalar(Math.sqrt(share) * 0.8);
    const ray = new Raycaster();
    ray.setFromCamera(place, camera);
    return ray;
  });
  const none = new Set<string>();
  return {
    ours: rays.map((ray) => took(() => parts.picking.pick(ray.ray, none), OFTEN)),
    three: rays.slice(0, 40).map((ray) => took(() => ray.intersectObject(scene, true)[0])),
    steps,
    triangles: parts.list.reduce((sum, { triangles }) => sum + triangles, 0),
  };
};

function took(work: () => unknown, times = 1): number {
  const before = performance.now();
  for (let time = 0; time < times; time++) work();
  return (performance.now() - before) / times;
}
