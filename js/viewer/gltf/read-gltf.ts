/** A binary glTF file, read and checked: what can be shown of it, before anything is decoded. */

import { fileTexts } from "../texts";
import { Accessors } from "./accessors";
import { keepAnimations } from "./animations";
import { bringBuffers, bringPictures, type Origin, type Picture } from "./bytes";
import { type DocumentCamera, takeCameras } from "./cameras";
import { readContainer } from "./container";
import { type Contents, contentsOf } from "./contents";
import { type GltfDocument, isFields, listOf } from "./document";
import { checkExtensions } from "./extensions";
import { keepWithin } from "./limits";
import { keepMaterials } from "./materials";
import { Meshes } from "./meshes";
import { ModelParseError } from "./model-parse-error";
import { pictureSize } from "./picture-size";
import { keepScene } from "./scene";
import { Variants } from "./variants";

/** Extensions that the loader passes over unless they are named. */
const ALWAYS = ["KHR_materials_unlit", "KHR_mesh_quantization", "KHR_texture_transform"];

export interface Gltf {
  /** It holds together, and refers to nothing outside. */
  document: GltfDocument;
  buffers: Map<number, ArrayBuffer>;
  pictures: Map<number, Picture>;
  /** Extensions for which a decoder is needed. */
  compressions: ReadonlySet<string>;
  cameras: DocumentCamera[];
  variants: Variants;
  /** What is not shown as the file has it, in sentences. */
  notes: string[];
  /** What the file says that it holds, whatever of it is shown. */
  contents: Contents;
}

/** @throws ModelParseError with a sentence for the user. */
export async function readGltf(file: ArrayBuffer, origin: Origin): Promise<Gltf> {
  const { document, binary } = readContainer(file);
  const contents = contentsOf(document, file.byteLength);
  const notes = checkExtensions(document);
  const accessors = new Accessors(document);
  const variants = new Variants(document);
  const meshes = new Meshes(document, accessors, variants);
  const scene = keepScene(document, meshes, accessors);
  const { nodes } = scene;
  const { cameras, notes: cameraNotes } = takeCameras(document, nodes);
  const movements = new Accessors(document);
  notes.push(
    ...scene.notes,
    ...cameraNotes,
    ...keepAnimations({ document, accessors: movements, meshes, nodes }),
  );
  const kept = keepMaterials(document, meshes.materials, variants.materials);
  variants.without(kept.damaged);
  notes.push(...kept.notes, ...variants.notes);

  const needed = new Set([...accessors.buffers, ...buffersOf(document, kept.pictures)]);
  keepWithin("pictures", kept.pictures.length);
  const buffers = await bringBuffers(document, needed, binary, origin);
  meshes.checkPacked(buffers);
  try {
    const more = [...movements.buffers].filter((index) => !buffers.has(index));
    const brought = await bringBuffers(document, more, binary, origin);
    for (const [index, bytes] of brought) buffers.set(index, bytes);
  } catch (error) {
    if (!(error instanceof ModelParseError)) throw error;
    document.animations = [];
    notes.push(fileTexts.animationsDamaged);
  }
  const pictures = await bringPictures(document, kept.pictures, buffers, origin);
  for (const [index, picture] of pictures) {
    const said = contents.pictures[index];
    if (said && "bytes" in picture) said.size = pictureSize(picture.bytes);
  }
  const compressions = new Set([...accessors.extensions, ...movements.extensions]);
  if ([...pictures.values()].some((each) => "ktx2" in each && each.ktx2)) {
    compressions.add("KHR_texture_basisu");
  }
  hideAddresses(document, [...pictures.keys()]);
  // Whatever a file says that it uses, the loader is told what it has a use for.
  document.extensionsUsed = [...ALWAYS, ...compressions];
  delete document.extensionsRequired;
  return { document, buffers, pictures, compressions, cameras, variants, notes, contents };
}

/** The buffers that pictures lie in, as far as they are told. */
function buffersOf(document: GltfDocument, pictures: number[]): number[] {
  return pictures.flatMap((index) => {
    const image = listOf(document, "images")[index];
    const views = listOf(document, "bufferViews");
    const view = isFields(image) ? views[image.bufferView as number] : undefined;
    const buffer = isFields(view) ? view.buffer : undefined;
    const known = listOf(document, "buffers")[buffer as number];
    return isFields(known) && known.uri === undefined ? [buffer as number] : [];
  });
}

/** A loader has pictures by their index, and knows them apart by a name. */
function hideAddresses(document: GltfDocument, pictures: number[]): void {
  const images: unknown[] = [];
  for (const index of pictures) images[index] = { uri: `picture ${index}` };
  document.images = Array.from(images, (image) => image ?? {});
  for (const buffer of listOf(document, "buffers")) if (isFields(buffer)) delete buffer.uri;
}
