import type { Lighting } from "../../../contract";

const LIGHTINGS: Record<Lighting, string> = {
  studio: "Studio light",
  softbox: "Softbox light",
  daylight: "Daylight",
  dramatic: "Dramatic light",
};

export const stage = {
  toolbar: "View",
  lightings: LIGHTINGS,
  frame: "Frame the product",
  misframed: "This product has another size. Frame it",
  download: "Download the model",
  downloadAs: "Download the model (GLB)",
  bytes: "Loading the model",
  loading: "Loading the model…",
  preparing: "Preparing the model…",
};
