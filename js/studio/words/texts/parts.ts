const triangles = new Intl.NumberFormat("en");

export const parts = {
  label: "Parts",
  none: (thing: string) => `There is no ${thing} to have parts yet.`,
  whole: "This model is of one piece.",
  hide: (name: string) => `Hide ${name}`,
  solo: (name: string) => `Show ${name} alone`,
  all: "Show all parts",
  triangles: (count: number) =>
    count === 1 ? "1 triangle" : `${triangles.format(count)} triangles`,
  more: (count: number) => `${triangles.format(count)} more parts are not listed.`,
  look: (name: string) => `Look of the ${name}`,
  colour: "Colour",
  finish: "Finish",
  sameFinish: "As it is",
  said: (name: string) => `the ${name}:`,
  release: (name: string) => `Say it of the whole product, not of the ${name}`,
  change: (name: string) => `Describe a change of the ${name}`,
};
