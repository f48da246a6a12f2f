"""What a prompt may be."""

from __future__ import annotations

from prodwidget.errors import PromptError

PROMPT_CHARACTERS = 2000
"""Longest prompt that is accepted."""


def checked_prompt(prompt: str) -> str:
    """A prompt without control characters, and without what stands around it.

    Raises
    ------
    PromptError
        It is no text, empty, or too long.
    """
    if not isinstance(prompt, str):
        raise PromptError("A prompt is a text.", hint='Such as "a matte black bottle".')
    text = "".join(each if each.isprintable() or each in "\n\t" else " " for each in prompt).strip()
    if not text:
        raise PromptError(
            "The prompt is empty.", hint='Say what to make, such as "a matte black bottle".'
        )
    if len(text) > PROMPT_CHARACTERS:
        raise PromptError(
            f"The prompt has {len(text):,} characters; {PROMPT_CHARACTERS:,} are the most.",
            hint="Shorten it to what the product should look like.",
        )
    return text
