import { DoubleSide, FrontSide, Group, Mesh, MeshPhysicalMaterial, SphereGeometry } from "three";
import { expect, test } from "vitest";
import { prepareGlass } from "./vessels";

const SPECIFIED = "GLASS_AS_SPECIFIED";

const ball = (radius: number, material: MeshPhysicalMaterial) =>
  new Mesh(new SphereGeometry(radius), material);

test("of what is of one glass, only what it is a thin wall of is a vessel", () => {
  const glass = new MeshPhysicalMaterial({ transmission: 1, thickness: 0.02 });
  const [vessel, stopper, drop] = [ball(0.5, glass), ball(0.02, glass), ball(0.01, glass)];
  prepareGlass(new Group().add(vessel, stopper, drop));
  expect(vessel.material.side).toBe(DoubleSide);
  expect(vessel.material.defines).not.toHaveProperty(SPECIFIED);
  expect(stopper.material.side).toBe(FrontSide);
  expect(stopper.material.defines).toHaveProperty(SPECIFIED);
  expect(drop.material).toBe(stopper.material);
});

test.each([
  ["has no thickness", { transmission: 1 }, true],
  ["is massive", { transmission: 1, thickness: 1 }, true],
  ["lets no light through", { thickness: 0.01 }, false],
])("glass that %s is no vessel's", (_, parameters, specified) => {
  const mesh = ball(0.5, new MeshPhysicalMaterial(parameters));
  prepareGlass(mesh);
  expect(mesh.material.side).toBe(FrontSide);
  expect(SPECIFIED in (mesh.material.defines ?? {})).toBe(specified);
});
