/** What is behind the product: the theme's own, a colour, or nothing. */

import type { Signal } from "@preact/signals";
import { texts } from "../words/texts";
import { Choice } from "./choice";

const words = texts.light;

const KINDS = ["auto", "colour", "transparent"] as const;

const FIRST_COLOUR = "#e9e7e2";

export function BackgroundField({ background }: { background: Signal<string> }) {
  const { value } = background;
  const kind = value === "auto" || value === "transparent" ? value : "colour";
  return (
    <div class="background">
      <Choice
        legend={words.background}
        values={KINDS}
        words={words.backgrounds}
        value={kind}
        onChoose={(chosen) => {
          background.value = chosen === "colour" ? FIRST_COLOUR : chosen;
        }}
      />
      {kind === "colour" && (
        <input
          type="color"
          aria-label={words.colour}
          value={hexadecimal(value)}
          onInput={(event) => {
            background.value = event.currentTarget.value;
          }}
        />
      )}
    </div>
  );
}

/** A CSS colour in the one form that the field knows. */
function hexadecimal(colour: string): string {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) return FIRST_COLOUR;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((each) => each.toString(16).padStart(2, "0")).join("")}`;
}
