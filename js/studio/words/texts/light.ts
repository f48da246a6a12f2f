/** The light that products stand in, and what they stand on. */

export const light = {
  title: "Light",
  lighting: "Lighting",
  presets: {
    studio: "Studio",
    softbox: "Softbox",
    daylight: "Daylight",
    dramatic: "Dramatic",
  },
  exposure: "Exposure",
  steps: (value: number) => `${value > 0 ? "+" : ""}${Number(value.toFixed(2))} EV`,
  rotation: "Turn the light",
  degrees: (value: number) => `${Math.round(value)}°`,
  own: "Own light",
  choose: "Choose a .hdr or .exr…",
  drop: "or drop one here",
  reading: "Reading…",
  takeAway: (name: string) => `Take away ${name}`,
  ground: "Ground",
  grounds: { shadow: "Shadow", grid: "Grid", none: "None" },
  background: "Background",
  backgrounds: { auto: "Auto", colour: "Colour", transparent: "None" },
  colour: "Background colour",
  fieldOfView: "Field of view",
  wireframe: "Wireframe",
  reset: "Reset",
};
