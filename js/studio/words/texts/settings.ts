/** What goes with a prompt, and the steps that are no prompts. */

export const settings = {
  label: "Settings",
  changed: (label: string) => `${label}: changed`,
  variants: "Variants",
  fewer: "Fewer variants",
  more: "More variants",
  seed: "Seed",
  seedDrawn: "drawn",
  seedAsBefore: "as before",
  reset: "Back to the defaults",
  steps: "Steps",
  apply: "Apply",
  applyStep: (step: string) => `Apply: ${step}`,
};
