export const undo = {
  nothingToUndo: "There is nothing to undo.",
  nothingToUndoHint: "No version of this product is older than the newest one.",
  nothingToRedo: "There is nothing to redo.",
  nothingToRedoHint: "No version that was undone follows the newest one.",
};
