/** Whether accessors, and the bytes that they lie in, are what they say (glTF 2.0 §3.6), by numbers alone. */

import {
  countOf,
  entryOf,
  extensionOf,
  type Fields,
  type GltfDocument,
  isFields,
  quote,
} from "./document";
import { keepWithin } from "./limits";
import { damaged } from "./model-parse-error";

const COMPONENT_BYTES: Record<string, number> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};

const COMPONENTS: Record<string, number> = {
  SCALAR: 1,
  VEC2: 2,
  VEC3: 3,
  VEC4: 4,
  MAT2: 4,
  MAT3: 9,
  MAT4: 16,
};

const UNSIGNED = [5121, 5123, 5125];
/** Types whose numbers are no parts of one. */
const WIDE = [5125, 5126];

export const MESHOPT = ["EXT_meshopt_compression", "KHR_meshopt_compression"];

export class Accessors {
  /** The buffers that what was checked lies in. */
  readonly buffers = new Set<number>();
  /** Extensions that are needed to read them. */
  readonly extensions = new Set<string>();
  readonly #document: GltfDocument;
  readonly #counts = new Map<number, number>();
  readonly #views = new Map<number, number>();
  #bytes = 0;

  constructor(document: GltfDocument) {
    this.#document = document;
  }

  /**
   * How many elements an accessor has.
   *
   * @param elsewhere its bytes are not where it says, since they are compressed.
   * @throws ModelParseError
   */
  count(index: unknown, types: string[], elsewhere = false): number {
    const accessor = entryOf(this.#document, "accessors", index);
    const name = `accessor ${index}`;
    if (!types.includes(String(accessor.type))) {
      const { type } = accessor;
      const text = typeof type === "string" ? type.slice(0, 12) : quote(type);
      throw damaged(type === undefined ? `${name} has no type` : `${name} has the type ${text}`);
    }
    const known = this.#counts.get(index as number);
    if (known !== undefined) return known;
    const count = countOf(accessor.count, `the count of ${name}`);
    this.#counts.set(index as number, count);
    if (count === 0) throw damaged(`${name} is empty`);
    const component = COMPONENT_BYTES[String(accessor.componentType)];
    if (!component) throw damaged(`${name} has no known type of component`);
    const size = component * (COMPONENTS[String(accessor.type)] as number);
    this.#take(count * size);
    keepDescribed(accessor);
    if (elsewhere) return count;
    if (accessor.bufferView !== undefined)
      this.#fits(accessor, accessor.bufferView, size, component, count, name);
    if (accessor.sparse !== undefined)
      this.#checkSparse(accessor.sparse, size, component, count, name);
    return count;
  }

  /** The indices of a primitive, each of which is a vertex. */
  indices(index: unknown, elsewhere: boolean): number {
    const count = this.count(index, ["SCALAR"], elsewhere);
    const { componentType } = entryOf(this.#document, "accessors", index);
    if (!UNSIGNED.includes(componentType as number)) {
      throw damaged(`the indices in accessor ${index} are no whole numbers`);
    }
    return count;
  }

  /** Bytes of a buffer view, once they are there. */
  view(index: unknown): number {
    const known = this.#views.get(index as number);
    if (known !== undefined) return known;
    const view = entryOf(this.#document, "bufferViews", index);
    const name = `buffer view ${index}`;
    const compressed = MESHOPT.find((extension) => extensionOf(view, extension));
    const length = countOf(view.byteLength, `the length of ${name}`);
    if (compressed) {
      const packed = extensionOf(view, compressed) as Fields;
      const count = countOf(packed.count, `the count of ${name}`);
      const stride = countOf(packed.byteStride, `the stride of ${name}`);
      if (count * stride !== length) throw damaged(`${name} has not the length that it says`);
      this.#within(packed, name);
      this.extensions.add(compressed);
      this.#take(length);
    } else {
      this.#within(view, name);
    }
    this.#views.set(index as number, length);
    return length;
  }

  #within(range: Fields, name: string): void {
    const buffer = entryOf(this.#document, "buffers", range.buffer);
    const end =
      countOf(range.byteOffset, `the place of ${name}`, 0) +
      countOf(range.byteLength, `the length of ${name}`);
    if (end > countOf(buffer.byteLength, `the length of buffer ${range.buffer}`)) {
      throw damaged(`${name} reaches beyond its buffer`);
    }
    this.buffers.add(range.buffer as number);
  }

  #fits(
    part: Fields,
    view: unknown,
    size: number,
    component: number,
    count: number,
    name: string,
  ): void {
    const length = this.view(view);
    const offset = countOf(part.byteOffset, `the place of ${name}`, 0);
    const { byteStride } = entryOf(this.#document, "bufferViews", view);
    const stride = countOf(byteStride, `the stride of ${name}`, size) || size;
    if (offset % component || stride % component || stride < size) {
      throw damaged(`${name} does not lie where its numbers can be read`);
    }
    if (offset + stride * (count - 1) + size > length) {
      throw damaged(`${name} reaches beyond its data`);
    }
  }

  #checkSparse(sparse: unknown, size: number, component: number, count: number, name: string) {
    const { indices, values, count: given } = isFields(sparse) ? sparse : {};
    const some = countOf(given, `the count of what ${name} replaces`);
    if (some > count || !isFields(indices) || !isFields(values)) {
      throw damaged(`${name} replaces more than it has`);
    }
    const bytes = COMPONENT_BYTES[String(indices.componentType)];
    if (!bytes || !UNSIGNED.includes(indices.componentType as number)) {
      throw damaged(`${name} does not say what it replaces`);
    }
    this.#fits(indices, indices.bufferView, bytes, bytes, some, name);
    this.#fits(values, values.bufferView, size, component, some, name);
  }

  #take(bytes: number): void {
    this.#bytes += bytes;
    keepWithin("MB of geometry", Math.ceil(this.#bytes / (1 << 20)));
  }
}

/** Of what the loader reads beside the numbers themselves, what it can read. */
function keepDescribed(accessor: Fields): void {
  const { min, max, componentType } = accessor;
  if (!Array.isArray(min) || !Array.isArray(max)) {
    delete accessor.min;
    delete accessor.max;
  }
  if (WIDE.includes(componentType as number)) delete accessor.normalized;
}
