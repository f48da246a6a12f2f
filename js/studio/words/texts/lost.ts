/** A paid request of which nobody knows whether it arrived. */

export const lost = {
  adopt: "If it is there, go on with it by its request id:",
  adoptIt: "Go on with this one",
  again: "If it is not there, it can be sent again.",
  askToSend: "Send again…",
  sure: "Send again?",
  about: (price: string) => `about ${price}`,
  asBefore: "what it cost before",
  costs: (price: string) => `Sending it again costs ${price}.`,
  bothPaid: "If the first one did arrive, both are paid.",
  send: "Send again",
  notNow: "Not now",
};
