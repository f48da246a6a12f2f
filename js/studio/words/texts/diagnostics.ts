const plural = (count: number, one: string, many = `${one}s`) =>
  `${count} ${count === 1 ? one : many}`;

/** What is kept under each namespace, in the order of the rows. */
const KEPT: Record<string, string> = {
  "product-models": "Models are kept in",
  "product-thumbnails": "Pictures are kept in",
  "product-lights": "Lights are kept in",
};

export const diagnostics = {
  label: "Diagnostics",
  copy: "Copy",
  close: "Close",
  model: "This model",
  notAsInFile: "not shown as its file has it",
  kept: KEPT,
  inMemory: "memory, until this page is closed",
  notIn: (store: string, reason: string) => `Not in ${store}: ${reason}`,
  lastTrouble: (trouble: string) => `Last trouble: ${trouble}`,
  hits: "Read from there",
  hitsOf: (models: number) => plural(models, "model"),
  fetched: "Fetched",
  fetchedFrom: (network: number, kernel: number) =>
    `${network} from the network, ${kernel} from the kernel`,
  addresses: "Blob addresses in use",
  drawnBy: "Drawn by",
  nothingYet: "nothing yet",
  drawn: "Drawn",
  drawnOf: (frames: number, views: number) =>
    `${plural(frames, "frame")} of ${plural(views, "view")}`,
  gpu: "On the GPU",
  onGpu: (contexts: number, geometries: number, textures: number) =>
    [
      plural(contexts, "context"),
      plural(geometries, "geometry", "geometries"),
      plural(textures, "texture"),
    ].join(", "),
  kernel: "Kernel",
  notNeeded: "not needed",
  answers: "answers",
  doesNotAnswer: "does not answer",
  page: "Page",
  unrestricted: "unrestricted",
  restricted: "restricted",
  notSecure: "It is not secure: open it by https, or on localhost.",
  sandboxed: "It is sandboxed without an origin of its own.",
  noWorkers: "It has no workers.",
  frontEnd: "Front end",
  development: "development",
  three: "three.js",
  browser: "Browser",
  fact: (name: string, value: string) => `${name}: ${value}`,
};
