/**
 * The same file as three.js draws it by itself, on a ground of one colour. It is imported in a frame,
 * where it has a three.js whose shaders nobody changed.
 */

import {
  Color,
  NeutralToneMapping,
  PerspectiveCamera,
  Scene,
  type Texture,
  WebGLRenderer,
} from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import type { CameraState, Lighting } from "../../contract";
import { buildEnvironment } from "../lighting/environment";
import { FIELD_OF_VIEW } from "../view/framing";

let webgl: WebGLRenderer | null = null;
let light: Texture | null = null;

export interface ReferenceLook {
  lighting: Lighting;
  exposure: number;
  ground: string;
  camera: CameraState;
}

export async function draw(
  file: Blob,
  { lighting, exposure, ground, camera }: ReferenceLook,
  pixels: number,
): Promise<ImageData> {
  webgl ??= new WebGLRenderer({ canvas: new OffscreenCanvas(pixels, pixels), antialias: true });
  webgl.setSize(pixels, pixels, false);
  webgl.toneMapping = NeutralToneMapping;
  webgl.toneMappingExposure = exposure;
  const scene = new Scene();
  scene.background = new Color(ground);
  light ??= buildEnvironment(webgl, lighting).texture;
  scene.environment = light;
  // A buffer of this frame: the loader knows none of another one.
  const bytes = new Uint8Array(await file.arrayBuffer()).slice();
  const gltf = await new GLTFLoader().parseAsync(bytes.buffer, "");
  scene.add(gltf.scene);
  const eye = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 100);
  eye.position.set(...camera.position);
  eye.lookAt(...camera.target);
  webgl.render(scene, eye);
  const copy = new OffscreenCanvas(pixels, pixels).getContext(
    "2d",
  ) as OffscreenCanvasRenderingContext2D;
  copy.drawImage(webgl.domElement, 0, 0);
  return copy.getImageData(0, 0, pixels, pixels);
}
