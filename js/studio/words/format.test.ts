import { expect, test } from "vitest";
import { seconds } from "./format";

test.each([
  [0, "0.0 s"],
  [0.04, "0.04 s"],
  [0.44, "0.4 s"],
  [9.96, "10 s"],
  [12.3, "12 s"],
  [59.7, "1 min 0 s"],
  [119.6, "2 min 0 s"],
  [125, "2 min 5 s"],
])("%d seconds are %s", (value, text) => {
  expect(seconds(value)).toBe(text);
});
