/** What a file says of its nodes and three's loader does not carry out. */

import { Matrix4, type Object3D } from "three";
import type { GLTFLoaderPlugin, GLTFParser } from "three/addons/loaders/GLTFLoader.js";

interface Node {
  matrix?: number[];
  extensions?: { KHR_node_visibility?: { visible?: boolean } };
}

/** Hides the nodes that are to be hidden, and flattens those whose matrix does. */
export function placeNodes(parser: GLTFParser): GLTFLoaderPlugin {
  return {
    name: "KHR_node_visibility",
    async afterRoot() {
      const nodes: Node[] = parser.json.nodes ?? [];
      for (const [at, node] of nodes.entries()) {
        const flat = node.matrix && new Matrix4().fromArray(node.matrix);
        const hidden = node.extensions?.KHR_node_visibility?.visible === false;
        if (!hidden && flat?.determinant() !== 0) continue;
        const object: Object3D = await parser.getDependency("node", at);
        object.visible = !hidden;
        if (flat?.determinant() !== 0) continue;
        // Three takes a matrix that it cannot decompose for the identity.
        object.matrixAutoUpdate = false;
        object.matrix.copy(flat);
      }
    },
  };
}
