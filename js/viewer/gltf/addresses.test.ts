import { expect, test } from "vitest";
import { besides } from "./addresses";

const MODEL = "https://shop.example/products/vase/model.glb?token=1";

test.each([
  ["model.bin", "model.bin"],
  ["./model.bin", "model.bin"],
  ["textures/a b.png", "textures/a%20b.png"],
  ["textures/a%20b.png#x", "textures/a%20b.png"],
  ["a.png?size=2", "a.png?size=2"],
])("%s lies beside the model", (uri, path) => {
  expect(besides(uri, MODEL)).toBe(`https://shop.example/products/vase/${path}`);
});

test.each([
  "https://shop.example/products/vase/model.bin",
  "HTTPS://evil.example/x.png",
  "//evil.example/x.png",
  "/\\evil.example/x.png",
  "\\\\evil.example\\x.png",
  "/\t/evil.example/x.png",
  " //evil.example/x.png",
  " //[",
  "\u0001//evil.example/x.png",
  "https:evil.example/x.png",
  "/api/contents",
  "../secrets.bin",
  "textures/../../secrets.bin",
  "..\\secrets.bin",
  "%2e%2e/secrets.bin",
  ".%2E/secrets.bin",
  "%252e%252e/secrets.bin",
  "..%2fsecrets.bin",
  "..%5csecrets.bin",
  "textures%2f..%2f..%2fsecrets.bin",
  "a%00/b",
  "%",
  "",
  ".",
  "?x",
  "#x",
  "BLOB:https://shop.example/1-2-3",
  "java\nscript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "file:///etc/passwd",
  "filesystem:https://shop.example/x",
])("%j lies elsewhere", (uri) => {
  expect(besides(uri, MODEL)).toBeNull();
});

test("beside a file that is not on the web lies nothing", () => {
  for (const source of ["", "data:model/gltf-binary,x", "blob:https://shop.example/1"]) {
    expect(besides("model.bin", source)).toBeNull();
  }
});
