/** The encoder of Draco, which comes without types. */
declare module "draco3dgltf";
