/** What the cache says to people, so that it can be translated. */

/** Why a model could not be had. `place` is a host, or one of the two places named here. */
export const downloadTexts = {
  dataUrl: "its data URL",
  kernel: "the notebook's kernel",
  cancelled: "Loading the model was cancelled.",
  both: (reason: string, kernelsReason: string) =>
    `${reason} The kernel's copy was no help either: ${kernelsReason}`,
  webPage: (place: string) =>
    `${place} answered with a web page instead of the model, perhaps to sign in. Open the model's address in a new tab to see what it says.`,
  noKernel:
    "The model is held by the notebook's kernel, and this page is not connected to it. Start the kernel and run the cell again.",
  notHanded: (reason: string) =>
    `The notebook's kernel did not hand the model over (${reason}). Check that the kernel is running, and try again.`,
  unsupported: (address: string) =>
    `A model cannot be loaded from “${address}”. Give an http, https or data address.`,
  damaged: (place: string, defect: string) =>
    `The model from ${place} is damaged: ${defect}. Try again; if it stays so, create the model anew.`,
  otherSize: (bytes: number, expected: number) => `it has ${bytes} bytes instead of ${expected}`,
  otherDigest: "its digest is not the expected one",
  refused: (place: string, status: string) =>
    `${place} answered “${status}” for the model. The link may have expired: run the cell again for a new one.`,
  broken: (place: string, status: string) =>
    `${place} answered “${status}” for the model. Try again in a moment.`,
  unreachable: (place: string) =>
    `The model could not be read from ${place}: the connection failed, or the server does not allow this page to read from it (CORS). Check the connection and the server's settings, and try again.`,
  offline: (place: string) =>
    `The model could not be read from ${place}: this computer is offline. Connect it, and try again.`,
};

/** Why a store is not used, or did not keep something; what the browser says of it stands beside. */
export const storeTexts = {
  noCaches: "`caches` is missing: the page is not secure",
  noIndexedDb: "`indexedDB` is missing",
  noAnswer: (milliseconds: number) => `no answer within ${milliseconds} ms`,
  reading: (key: string, error: unknown) => `reading ${key}: ${error}`,
  storing: (key: string, bytes: number, error: unknown) =>
    `storing ${key} (${bytes} bytes): ${error}`,
  full: "the browser's storage is full",
  memoryFull: "the memory store is full",
  tooLarge: (limit: number) => `larger than the limit of ${limit} bytes`,
};
