/** Makes a product's GLB: real geometry, materials and a label, written by three's exporter. */

import {
  BoxGeometry,
  CanvasTexture,
  CylinderGeometry,
  Group,
  LatheGeometry,
  Mesh,
  MeshStandardMaterial,
  SRGBColorSpace,
  TorusGeometry,
  Vector2,
} from "three";
import { GLTFExporter } from "three/addons/exporters/GLTFExporter.js";
import type { Product } from "./product";

/** Outlines as [radius, height], both as parts of the product's height. */
const OUTLINES: Record<"bottle" | "mug" | "jar", [number, number][]> = {
  bottle: [
    [0, 0],
    [0.17, 0],
    [0.18, 0.02],
    [0.18, 0.62],
    [0.07, 0.8],
    [0.07, 0.9],
  ],
  mug: [
    [0, 0],
    [0.38, 0],
    [0.4, 0.04],
    [0.4, 1],
    [0.36, 1],
    [0.36, 0.08],
    [0, 0.08],
  ],
  jar: [
    [0, 0],
    [0.34, 0],
    [0.36, 0.03],
    [0.36, 0.78],
    [0.3, 0.86],
  ],
};

export async function glbOf(product: Product): Promise<Blob> {
  const group = new Group();
  group.add(...parts(product));
  group.scale.setScalar(product.height);
  const data = await new GLTFExporter().parseAsync(group, { binary: true });
  return new Blob([data as ArrayBuffer], { type: "model/gltf-binary" });
}

function parts({ shape, body, lid, roughness = {} }: Product): Mesh[] {
  const solid = new MeshStandardMaterial({ color: body, roughness: roughness.body ?? 0.45 });
  const cap = new MeshStandardMaterial({
    color: lid,
    roughness: roughness.lid ?? 0.3,
    metalness: 0.7,
  });
  switch (shape) {
    case "box":
      return [
        raised("body", new Mesh(new BoxGeometry(0.8, 0.84, 0.5), solid), 0.42),
        raised("lid", new Mesh(new BoxGeometry(0.84, 0.16, 0.54), cap), 0.92),
      ];
    case "mug": {
      const handle = raised("handle", new Mesh(new TorusGeometry(0.26, 0.05, 12, 40), solid), 0.52);
      handle.position.x = 0.42;
      return [lathe("mug", solid), handle];
    }
    case "bottle":
      return [
        lathe("bottle", solid),
        raised("lid", new Mesh(new CylinderGeometry(0.085, 0.085, 0.14, 48), cap), 0.93),
        raised(
          "label",
          new Mesh(new CylinderGeometry(0.181, 0.181, 0.3, 64, 1, true), label()),
          0.34,
        ),
      ];
    case "jar": {
      const glass = new MeshStandardMaterial({
        color: "#dfeee9",
        roughness: 0.05,
        transparent: true,
        opacity: 0.35,
      });
      return [
        raised("contents", new Mesh(new CylinderGeometry(0.32, 0.32, 0.6, 48), solid), 0.34),
        lathe("jar", glass),
        raised("lid", new Mesh(new CylinderGeometry(0.33, 0.33, 0.16, 48), cap), 0.93),
      ];
    }
  }
}

function lathe(shape: keyof typeof OUTLINES, material: MeshStandardMaterial): Mesh {
  const points = OUTLINES[shape].map(([radius, height]) => new Vector2(radius, height));
  return raised("body", new Mesh(new LatheGeometry(points, 64), material), 0);
}

function raised(name: string, mesh: Mesh, height: number): Mesh {
  mesh.name = name;
  mesh.position.y = height;
  return mesh;
}

function label(): MeshStandardMaterial {
  const canvas = new OffscreenCanvas(512, 128);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = "#f4efe2";
  context.fillRect(0, 0, 512, 128);
  context.fillStyle = "#3b372f";
  context.font = "600 56px system-ui, sans-serif";
  context.textAlign = "center";
  // The seam is in front, so that the one there is written in halves.
  for (const middle of [0, 256, 512]) context.fillText("DEMO", middle, 84);
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  return new MeshStandardMaterial({ map, roughness: 0.8 });
}
