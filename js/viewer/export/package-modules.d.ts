/** The module that writes the formats: `vite.package-files.ts` puts it beside the bundle. */

declare module "package-module:./js/viewer/export/formats/formats.ts" {
  const load: () => Promise<typeof import("./formats/formats")>;
  export default load;
}
