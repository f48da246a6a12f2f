"""Numbers and names as USD's text files have them (USDA)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.formats.shapes import different


def identifier(name: str, taken: set[str]) -> str:
    """A name as USD allows it in a path, and that is not taken yet."""
    word = re.sub(r"\W", "_", name.strip(), flags=re.ASCII) or "part"
    word = word if not word[0].isdigit() else f"_{word}"
    return different(word, taken, "_")


def text(value: str) -> str:
    """A string between quotation marks."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f]", " ", escaped) + '"'


def number(value: float) -> str:
    """One number."""
    return f"{float(value):.7g}"


def tuple_of(values: Iterable[float]) -> str:
    """Numbers as one value, such as a point."""
    return f"({', '.join(map(number, values))})"


def tuples(values: NDArray[Any]) -> str:
    """Rows of numbers as a list of values."""
    row = f"({', '.join(['%.7g'] * values.shape[1])})"
    return f"[{', '.join(row % tuple(each) for each in values.tolist())}]"


def whole_numbers(values: NDArray[np.int64]) -> str:
    """Whole numbers as a list."""
    return f"[{', '.join(map(str, values.tolist()))}]"
