/** Plain three.js, as most notebook viewers use it: GLTFLoader, lamps, orbit controls. */

import {
  AmbientLight,
  Box3,
  DirectionalLight,
  Material,
  Mesh,
  type Object3D,
  PerspectiveCamera,
  Scene,
  Sphere,
  Texture,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { begin, hosts } from "./page";

class Viewer {
  readonly renderer = new WebGLRenderer({ antialias: true, alpha: true });
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(30, 1, 0.01, 100);
  readonly #controls: OrbitControls;
  #model: Object3D | null = null;

  constructor(host: HTMLElement) {
    const { clientWidth, clientHeight } = host;
    this.renderer.setPixelRatio(devicePixelRatio);
    this.renderer.setSize(clientWidth, clientHeight);
    this.#camera.aspect = clientWidth / clientHeight;
    this.#camera.updateProjectionMatrix();
    const lamp = new DirectionalLight("white", 2);
    lamp.position.set(1, 2, 3);
    this.#scene.add(new AmbientLight("white", 1), lamp);
    this.#controls = new OrbitControls(this.#camera, this.renderer.domElement);
    this.#controls.addEventListener("change", this.draw);
    host.append(this.renderer.domElement);
  }

  async show(url: string): Promise<void> {
    const { scene } = await new GLTFLoader().loadAsync(url);
    if (this.#model) dispose(this.#model);
    else {
      const { center, radius } = new Box3().setFromObject(scene).getBoundingSphere(new Sphere());
      this.#camera.position.set(0, 0, radius * 4).add(center);
      this.#controls.target.copy(center);
      this.#controls.update();
    }
    this.#model = scene;
    this.#scene.add(scene);
    this.draw();
  }

  readonly draw = (): void => {
    requestAnimationFrame(() => this.renderer.render(this.#scene, this.#camera));
  };

  turn(): void {
    this.#camera.position.applyAxisAngle(this.#camera.up, 0.13);
    this.#controls.update();
  }
}

function dispose(model: Object3D): void {
  model.removeFromParent();
  model.traverse((node) => {
    if (!(node instanceof Mesh)) return;
    node.geometry.dispose();
    if (!(node.material instanceof Material)) return;
    for (const value of Object.values(node.material)) {
      if (value instanceof Texture) value.dispose();
    }
    node.material.dispose();
  });
}

const viewers = hosts.map((host) => new Viewer(host));

void begin({
  show: async (url, viewer = 0) => viewers[viewer]?.show(url),
  turn: (viewer) => viewers[viewer]?.turn(),
  statistics: () => {
    const living = viewers.filter(({ renderer }) => !renderer.getContext().isContextLost());
    const sum = (of: (viewer: Viewer) => number) => living.reduce((all, one) => all + of(one), 0);
    return {
      contexts: living.length,
      geometries: sum(({ renderer }) => renderer.info.memory.geometries),
      textures: sum(({ renderer }) => renderer.info.memory.textures),
      programs: sum(({ renderer }) => renderer.info.programs?.length ?? 0),
      frames: sum(({ renderer }) => renderer.info.render.frame),
    };
  },
});
