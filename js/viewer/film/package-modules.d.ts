/** The module that encodes films: `vite.package-files.ts` puts it beside the bundle. */

declare module "package-module:./js/viewer/film/encoders/encoders.ts" {
  const load: () => Promise<typeof import("./encoders/encoders")>;
  export default load;
}
