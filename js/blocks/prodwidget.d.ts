/** The types of the blocks, as they are handed out: `declared.ts` holds them against the code. */

export interface CameraState {
  /** Metres. */
  position: [number, number, number];
  target: [number, number, number];
}

export type Lighting = "studio" | "softbox" | "daylight" | "dramatic";

export interface GetOptions {
  signal?: AbortSignal | undefined;
  /** Called while bytes arrive; never for a file that was in the store. */
  onProgress?: ((loaded: number, total: number | null) => void) | undefined;
  /** Bytes, where known. */
  size?: number | undefined;
  /** Hexadecimal SHA-256, where known: an entry with another one is dropped. */
  sha256?: string | undefined;
}

/**
 * A blob URL of a model: from the browser's store where it is there, else fetched, checked and kept.
 * It is yours, to be given to `releaseModelUrl`. Rejects with a `ModelFetchError`.
 */
export function getCachedModelUrl(
  iterationId: string,
  remoteUrl: string,
  options?: GetOptions,
): Promise<string>;

/** Revoke a blob URL. */
export function releaseModelUrl(url: string): void;

/** Drop an iteration's model, such as one that a rewind discarded. */
export function clearCachedModel(iterationId: string): Promise<void>;

export function clearAllModelCache(): Promise<void>;

export function isModelCached(iterationId: string): Promise<boolean>;

/** As `getCachedModelUrl`, for any file of any surface: its store is named `<surface>-<role>`. */
export function getCachedArtifactUrl(
  surface: string,
  role: string,
  iterationId: string,
  remoteUrl: string,
  options?: GetOptions,
): Promise<string>;

/** Revoke a blob URL. */
export function releaseArtifactUrl(url: string): void;

export function clearCachedArtifact(
  surface: string,
  role: string,
  iterationId: string,
): Promise<void>;

/** Drop all that is kept of one role. */
export function clearCachedArtifacts(surface: string, role: string): Promise<void>;

export interface CacheStatistics {
  /** Blob URLs handed out and taken back; `outstanding` is their difference. */
  created: number;
  revoked: number;
  outstanding: number;
  /** Look-ups of models in the store. */
  hits: number;
  misses: number;
  networkFetches: number;
  /** Null until the first look-up. */
  store: "CacheStorage" | "IndexedDB" | "memory" | null;
}

export function cacheStatistics(): CacheStatistics;

export interface ViewerStatistics {
  /** WebGL contexts of all viewers on the page: one, or none. */
  contexts: number;
  views: number;
  /** Models on the GPU, and the bytes they take. */
  residents: number;
  residentBytes: number;
}

export function viewerStatistics(): ViewerStatistics;

export type ModelFetchErrorCode =
  | "network"
  | "http"
  | "corrupt"
  | "missing"
  | "channel"
  | "unsupported"
  | "aborted";

export class ModelFetchError extends Error {
  readonly code: ModelFetchErrorCode;
  constructor(code: ModelFetchErrorCode, message: string, cause?: unknown);
}

export interface ProductViewerEvents {
  /** A model is on screen; the fade may still run. */
  shown: CustomEvent<{ iterationId: string }>;
  /** One could not be shown, and the last one stays. The message is for people. */
  failed: CustomEvent<{ iterationId: string; message: string; error: unknown }>;
  /** The camera rests after someone moved it; null when it fits what is shown again. */
  camera: CustomEvent<CameraState | null>;
}

/** `<product-viewer iteration-id src wireframe lighting exposure camera>`; its height is CSS. */
export class ProductViewerElement extends HTMLElement {
  get iterationId(): string;
  set iterationId(id: string | null);
  get src(): string;
  set src(address: string | null);
  wireframe: boolean;
  get lighting(): Lighting;
  set lighting(lighting: Lighting | null);
  /** In steps that double the light, from -3 to 3. */
  get exposure(): number;
  set exposure(steps: number | null);
  camera: CameraState | null;
  readonly shownId: string | null;
  /** What is on screen, as PNG with a transparent ground; null while there is nothing. */
  screenshot(): Promise<Blob | null>;
  addEventListener<Name extends keyof ProductViewerEvents>(
    name: Name,
    listener: (event: ProductViewerEvents[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** Defines `<product-viewer>`, unless the page has it; importing the module does so by itself. */
export function defineProductViewer(): void;

declare global {
  interface HTMLElementTagNameMap {
    "product-viewer": ProductViewerElement;
  }
}
