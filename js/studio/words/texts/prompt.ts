export const prompt = {
  create: "Create",
  edit: "Edit",
  times: (variants: number) => ` × ${variants}`,
  describeNew: (thing: string) => `Describe a new ${thing}`,
  describeChange: "Describe a change",
  stillAtWork: "The last prompt is still at work: send this one when it is done.",
  picturesOnTheWay: "A picture is not ready: wait for it, or take it out.",
  keeps: "What the edit does",
  sameShape: "Same shape",
  sameShapeHint: "Paints the model that is there",
  newShape: "New shape",
  newShapeHint: "Makes a new model",
  price: (run: string, spent: string, cap: string | null) =>
    `About ${run} a run, ${spent} spent${cap === null ? "" : ` of ${cap}`}`,
  review: "Show me the image first",
};
