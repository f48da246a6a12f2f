export const layout = {
  fullScreen: "Full screen",
  leaveFullScreen: "Leave the full screen",
  begin: "Describe a product, drop a picture of one, or start from one of these:",
  examples: [
    "a matte black bottle with a copper lid that says AURORA",
    "an amber glass jar of honey",
    "a walnut stool with black legs",
  ],
  /** What a prompt will do; all on one line, so that nothing moves where one takes another's place. */
  purpose: {
    first: "Makes the first version.",
    creates: "Makes another product.",
    branches: "Starts a branch from here.",
    changes: "Changes this product.",
  },
  noVersions: "Each version will stand here.",
  editInstead: "Edit this one instead",
  createInstead: "Start a new product",
};
