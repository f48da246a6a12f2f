import { Mesh, MeshPhysicalMaterial, PerspectiveCamera, SphereGeometry } from "three";
import { afterEach, expect, it } from "vitest";
import { contentsOf } from "../gltf/contents";
import { Model } from "../model/model";
import { Guest, join, leave } from "../renderer";

const guest = new Guest();

afterEach(() => leave(guest));

/** The pixel in the middle of a ball of glass: red, green, blue, and alpha, 0 to 255. */
async function middle(colour: string): Promise<number[]> {
  const renderer = join(guest);
  await renderer.lights.prepare("softbox");
  const material = new MeshPhysicalMaterial({
    transmission: 1,
    roughness: 0,
    thickness: 0.1,
    attenuationColor: colour,
    attenuationDistance: 0.1,
  });
  const model = new Model(
    "glass",
    new Mesh(new SphereGeometry(1, 64, 32), material),
    [],
    contentsOf({ asset: { version: "2.0" } }, 0),
  );
  const camera = new PerspectiveCamera(30, 1, 0.1, 100);
  camera.position.z = 6;
  const look = { camera, lighting: "softbox", wireframe: false } as const;
  const bitmap = renderer.draw(model, look, 64, 64);
  model.dispose();
  const context = new OffscreenCanvas(64, 64).getContext("2d");
  if (!context) throw new Error("no 2D context");
  context.drawImage(bitmap, 0, 0);
  return [...context.getImageData(32, 32, 1, 1).data];
}

it("lets the page through clear glass", async () => {
  const [, , , alpha] = await middle("#ffffff");
  expect(alpha).toBeLessThan(90);
});

it("lets less of the page through amber glass, and is amber itself", async () => {
  const [red = 0, , blue = 0, alpha] = await middle("#b4621a");
  expect(alpha).toBeGreaterThan(90);
  expect(red).toBeGreaterThan(blue + 40);
});
