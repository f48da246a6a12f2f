/** What a view can be made with. */

import type { BlobChannel } from "../../cache/model-cache";
import type { CameraState } from "../../contract";
import type { LookOptions } from "./look";

export interface ModelViewOptions extends LookOptions {
  /** How the kernel's files are had; without it only URLs can be shown. */
  channel?: BlobChannel;
  camera?: CameraState;
  /** Bytes on the GPU for models that were shown lately; the page has what its last view asked for. */
  budget?: number;
}
