"""Every text of the panel, and of the cache, is in tables, so that it can be translated."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.unit.test_house import FRONT_END, ROOT, name_of, sources

TABLES = FRONT_END / "studio" / "words" / "texts"


def literals(files: Iterable[Path]) -> list[tuple[str, int, str]]:
    """The texts for people that stand in files themselves: file, line, text."""
    script = Path(__file__).with_name("literal_texts.mjs")
    answer = subprocess.run(
        ["node", str(script), *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [(file, line, text) for file, line, text in json.loads(answer.stdout)]


@pytest.mark.parametrize("part", ["studio", "cache", "blocks"])
def test_no_text_stands_outside_the_tables(part: str) -> None:
    files = [
        file
        for file in sources(FRONT_END / part, ".ts", ".tsx")
        if not file.is_relative_to(TABLES) and file.name != "texts.ts"
    ]
    assert files
    found = [f"{name_of(Path(file))}:{line}: {text}" for file, line, text in literals(files)]
    assert not found, "\n".join(found)


def test_every_table_is_among_the_texts() -> None:
    gathered = TABLES.with_suffix(".ts").read_text("utf-8")
    for table in TABLES.glob("*.ts"):
        assert f'import {{ {table.stem} }} from "./texts/{table.stem}";' in gathered
        assert f"\n  {table.stem},\n" in gathered


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("<p>Made of <b>wood</b>.</p>", "Made of"),
        ("<p>{count} parts</p>", "parts"),
        ('<p>{made ? "Ready" : words.waiting}</p>', "Ready"),
        ('<p>{made && "Ready"}</p>', "Ready"),
        ('<p>{name || "Nameless"}</p>', "Nameless"),
        ("<p>{`${count} parts`}</p>", "0 parts"),
        ('<button title="Close" />', "Close"),
        ('<button aria-label={open ? "Close" : words.open} />', "Close"),
        ("<input placeholder={`Part ${number}`} />", "Part 0"),
        ('<img alt="A bottle" />', "A bottle"),
        ('<Opener label={"Steps: " + words.more} />', "Steps: "),
        ('refuse("There is nothing.")', "There is nothing."),
        ("say(`Taken from ${name} lately`)", "Taken from 0 lately"),
    ],
)
def test_a_text_would_be_found(code: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "part.tsx"
    file.write_text(f"\nexport const part = {code};\n", "utf-8")
    assert (str(file), 2, text) in literals([file])


@pytest.mark.parametrize(
    "code",
    [
        '<p class="quiet small">{words.made}</p>',
        '<img alt="" src={address} />',
        '<p>{kind === "shown" && words.made}{" "}·</p>',
        "<b style={`max-width: calc(100% - ${rest}px)`} />",
        'on("keydown", "Enter")',
        "map(words /* of a made thing */)",
    ],
)
def test_what_is_for_the_browser_is_no_text(code: str, tmp_path: Path) -> None:
    file = tmp_path / "part.tsx"
    file.write_text(f"export const part = {code};\n", "utf-8")
    assert literals([file]) == []
