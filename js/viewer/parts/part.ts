/** A part of a model as others see it. */

export interface Part {
  /** No two of a model have the same. */
  readonly name: string;
  readonly triangles: number;
  /** Of its material, as `#rrggbb`; null where it has more than one, or a picture for it. */
  readonly colour: string | null;
}
