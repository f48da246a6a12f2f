declare module "package-file:*" {
  /** For `packageFile`. */
  const address: string;
  export default address;
}
