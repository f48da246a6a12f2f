export const layout = {
  fullScreen: "Full screen",
  leaveFullScreen: "Leave the full screen",
  begin: (thing: string) =>
    `Describe a ${thing}, drop a picture of one, or start from one of these:`,
  /** What a prompt will do; all on one line, so that nothing moves where one takes another's place. */
  purpose: {
    first: () => "Makes the first version.",
    creates: (thing: string) => `Makes another ${thing}.`,
    branches: () => "Starts a branch from here.",
    changes: (thing: string) => `Changes this ${thing}.`,
  },
  noVersions: "Each version will stand here.",
  editInstead: "Edit this one instead",
  createInstead: (thing: string) => `Start a new ${thing}`,
};
