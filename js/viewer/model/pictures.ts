/**
 * Pictures of a model that are still being decoded. `GLTFLoader` waits for all of them before it
 * gives anything away; here the geometry is there at once, and goes up while the pictures come.
 */

import { type Loader, Texture } from "three";
import type { GLTFLoaderPlugin, GLTFParser } from "three/addons/loaders/GLTFLoader.js";
import { decodePicture, type Levels } from "./picture-decoder";

/** Stands for a picture in a texture until it is on the GPU. */
export class PendingPicture {
  width = 1;
  height = 1;

  constructor(readonly levels: Promise<Levels>) {}

  /** Let go of what is decoded. */
  async close(): Promise<void> {
    const { largest, others } = await this.levels;
    for (const picture of [await largest, ...(await others)]) picture.close();
  }
}

interface PictureDefinition {
  bufferView?: number;
  mimeType?: string;
}

/** Has a `GLTFLoader` put a `PendingPicture` into each texture. */
export function decodeLater(parser: GLTFParser): GLTFLoaderPlugin {
  // Browsers in which three does not trust `createImageBitmap` keep the loader that they have.
  const { isImageBitmapLoader } = parser.textureLoader as { isImageBitmapLoader?: boolean };
  if (isImageBitmapLoader) {
    parser.textureLoader = {
      isImageBitmapLoader: true,
      load(url: string, onLoad: (picture: unknown) => void) {
        onLoad(new PendingPicture(fetch(url).then(blobOf).then(decodePicture)));
      },
    } as never;
    takeEmbedded(parser);
  }
  return { name: "prodwidget_pending_pictures" };
}

/**
 * A picture within the file is decoded from its bytes. The loader would make an address for it and
 * fetch that, which the policy of a strict page (a VS Code webview) refuses.
 */
function takeEmbedded(parser: GLTFParser): void {
  const fromAddress = parser.loadImageSource.bind(parser);
  const textures = new Map<number, Promise<Texture>>();
  parser.loadImageSource = async (index: number, loader: Loader) => {
    const { bufferView, mimeType = "" }: PictureDefinition = parser.json.images[index];
    if (bufferView === undefined || loader !== parser.textureLoader) {
      return fromAddress(index, loader);
    }
    const shared = textures.get(index);
    // A clone has its own sampler, and the picture goes to the GPU once.
    if (shared) return (await shared).clone();
    const bytes: Promise<ArrayBuffer> = parser.getDependency("bufferView", bufferView);
    const texture = bytes.then((data) => {
      const levels = decodePicture(new Blob([data], { type: mimeType }));
      const made = new Texture(new PendingPicture(Promise.resolve(levels)));
      made.needsUpdate = true;
      return made;
    });
    textures.set(index, texture);
    return texture;
  };
}

const blobOf = (file: Response): Promise<Blob> => file.blob();
