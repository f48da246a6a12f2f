/** What the widget says to people, so that it can be translated: a table for each file that loads alone. */

/** Of what the kernel is asked. */
export const messageTexts = {
  viewGone: "The view that asked the kernel is gone.",
  pictureBroken: "The picture did not arrive whole.",
  pictureBrokenHint: "Take it out, and add it again.",
  fileBroken: "The file did not arrive whole.",
  fileBrokenHint: "Choose it again.",
  silent: "The kernel does not answer.",
  silentHint:
    "It may be busy or gone: wait for the running cell, or restart the kernel and run this cell again.",
  nothingShown: "The page shows nothing any more.",
};

/** Of the loader. */
export const loaderTexts = {
  failed: (reason: string) => `This view could not be loaded. ${reason}`,
  damaged: "The front end arrived damaged.",
  silent: "The kernel did not answer: run the cell again.",
  closed: "The widget was closed.",
};

/** Of an exported page. */
export const pageTexts = {
  failed: (reason: string) => `This product could not be shown: ${reason} Try a newer browser.`,
  noDecoder: "This page does not carry the decoder that the model needs.",
  noModel: "This page does not carry that model.",
};
