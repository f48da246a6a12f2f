import { Box3, PerspectiveCamera, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import { FIELD_OF_VIEW, firstPose } from "./framing";

const SHAPES = {
  bottle: new Box3(new Vector3(-0.035, 0, -0.035), new Vector3(0.035, 0.2, 0.035)),
  bowl: new Box3(new Vector3(-0.08, 0, -0.08), new Vector3(0.08, 0.075, 0.08)),
  "off to one side": new Box3(new Vector3(3, 1, -4), new Vector3(4, 1.5, -2)),
  flat: new Box3(new Vector3(-1, 0, 0), new Vector3(1, 1.5, 0)),
};

/** What a box takes up of the picture, -1 to 1 on either axis, seen from its first pose. */
function seen(box: Box3, aspect: number): Box3 {
  const { position, target, distance } = firstPose(box, aspect);
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, aspect, distance / 200, distance * 40);
  camera.position.copy(position);
  camera.lookAt(target);
  camera.updateMatrixWorld();
  const picture = new Box3();
  for (const x of [box.min.x, box.max.x])
    for (const y of [box.min.y, box.max.y])
      for (const z of [box.min.z, box.max.z])
        picture.expandByPoint(new Vector3(x, y, z).project(camera));
  return picture;
}

describe.each(Object.entries(SHAPES))("the first pose of a %s", (_, box) => {
  it.each([0.6, 1, 1.8])("fills the picture and is centred at an aspect of %f", (aspect) => {
    const { min, max } = seen(box, aspect);
    expect((min.x + max.x) / 2).toBeCloseTo(0, 2);
    expect((min.y + max.y) / 2).toBeCloseTo(0, 2);
    const fill = Math.max((max.x - min.x) / 2 / 0.82, (max.y - min.y) / 2 / 0.74);
    expect(fill).toBeCloseTo(1, 2);
  });
});
