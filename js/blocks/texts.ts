/** What the blocks say to people, so that it can be translated. */

import type { ModelFetchErrorCode } from "../cache/model-cache";

export const blockTexts = {
  /** Why a model could not be had, by the code of its error. */
  notHad: {
    network:
      "The model could not be read: the connection failed, or its server does not allow this page to read from it. Check the connection, and try again.",
    http: "The model's server does not hand it over. Reload the page for a new address.",
    corrupt: "The file is damaged, or no model. Try again; if it stays so, create the model anew.",
    missing: "The model is not at a web address. Give one that this page can read.",
    channel: "The model was not handed over. Try again.",
    unsupported: "A model cannot be loaded from that address. Give an http, https or data address.",
    aborted: "Loading the model was cancelled.",
  } satisfies Record<ModelFetchErrorCode, string>,
  unknown: "The model could not be shown. Reload the page, and try again.",
};
