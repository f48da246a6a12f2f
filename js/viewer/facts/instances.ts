/** Where a mesh stands: more than once where it is instanced (EXT_mesh_gpu_instancing). */

import { InstancedMesh, Matrix4, type Mesh } from "three";

/** In the scene's space. */
export function* placesOf(mesh: Mesh): Generator<Matrix4> {
  if (!(mesh instanceof InstancedMesh)) {
    yield mesh.matrixWorld;
    return;
  }
  for (let at = 0; at < mesh.count; at++) {
    const place = new Matrix4();
    mesh.getMatrixAt(at, place);
    yield place.premultiply(mesh.matrixWorld);
  }
}
