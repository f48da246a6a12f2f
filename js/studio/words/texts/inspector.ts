export const inspector = {
  label: "Inspector",
};
