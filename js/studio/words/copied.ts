/** Texts that are copied, or are ready to be. */

import { texts } from "./texts";

/** Copy a text, or else select what shows it; answers what to say of that. */
export async function copied(text: string, shown: Element | null): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return texts.clipboard.copied;
  } catch {
    // Frames need a permission that few hosts give; a selection can be copied anywhere.
    if (shown) getSelection()?.selectAllChildren(shown);
    return texts.clipboard.notCopied;
  }
}
