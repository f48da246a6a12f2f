export const panel = {
  studio: (session: string) => `Studio: ${session}`,
  viewer: "3D viewer",
};
