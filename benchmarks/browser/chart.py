"""The figures of a viewer beside its peers', as a picture for the README."""

from __future__ import annotations

from pathlib import Path

from benchmarks.report import Row

FIGURES = {
    "step_back_resident": "step back",
    "step_back_cached": "step back, from the cache",
    "stall_swap": "longest stall in a swap",
    "reload": "reload to picture",
}

SIZE = "5.5MB"

OURS = "#2f6fed"
PEERS = ("#9aa3b2", "#c9ced8")

WIDTH, LABEL, BAR, GAP, GROUP = 720, 190, 14, 3, 18


def chart(rows: list[Row], path: Path) -> None:
    """Bars on a scale of milliseconds, one group a figure, for models of the middle size."""
    groups = []
    for figure, text in FIGURES.items():
        of = [row for row in rows if row.figure == f"{figure}_{SIZE}" and row.peer_value]
        if of:
            peers = [(row.peer, row.peer_value or 0.0) for row in of]
            groups.append((text, [("prodwidget", of[0].value), *peers]))
    longest = sorted(value for _, bars in groups for _, value in bars)[-2]
    scale = (WIDTH - LABEL - 180) / longest
    y, parts = 34, []
    for text, bars in groups:
        middle = y + len(bars) * (BAR + GAP) / 2 + 2
        parts.append(f'<text x="{LABEL - 12}" y="{middle:.0f}" text-anchor="end">{text}</text>')
        for (name, value), colour in zip(bars, (OURS, *PEERS), strict=False):
            width = min(value, longest * 1.04) * scale
            parts.append(
                f'<rect x="{LABEL}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2"'
                f' fill="{colour}"/><text x="{LABEL + width + 6:.1f}" y="{y + BAR - 3}">'
                f"{value:,.0f} ms, {name}</text>"
            )
            if value > longest * 1.04:
                # The bar goes on beyond the picture.
                parts += [
                    f'<rect x="{LABEL + width - back:.1f}" y="{y}" width="3" height="{BAR}" '
                    'fill="#fff"/>'
                    for back in (18, 12)
                ]
            y += BAR + GAP
        y += GROUP
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" '
        'font-family="system-ui, sans-serif" font-size="11" fill="#5b6472">'
        f'<text x="12" y="18" font-weight="600">A {SIZE[:-2]} MB model, milliseconds, '
        "less is better</text>" + "".join(parts) + "</svg>\n"
    )
