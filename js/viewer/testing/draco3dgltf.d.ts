declare module "draco3dgltf";
