"""The files of a package: its model, a picture of each panel, and the dielines it is cut by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from prodwidget.backends import GeneratedFile, GenerationRequest, Progress
from prodwidget.errors import PackageMissing
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.surfaces.packaging.artwork import Face, Rectangle, arranged, paint
from prodwidget.surfaces.packaging.design import PanelDesign, Picture
from prodwidget.surfaces.packaging.planning import Plan, artifact_of

PANEL, DIELINE, CONTENT, REFERENCE = "panel", "dieline", "content", "reference"


def delivered(
    plan: Plan, request: GenerationRequest, progress: Progress, pictures: Mapping[str, bytes]
) -> tuple[tuple[GeneratedFile, ...], tuple[str, ...]]:
    """Draw what is new, take over what is not, and fold it; answers files and what is to be told.

    ``pictures`` are those that panels name and that were made on the way, by their SHA-256.
    """
    held = dict(pictures)
    for design in plan.design.panels.values():
        for picture in _pictures(design):
            if picture.sha256 not in held:
                held[picture.sha256] = request.read(picture.sha256)
    artwork: dict[str, bytes] = {}
    for name, design in plan.design.panels.items():
        kept = artifact_of(request, PANEL, f"{name}.png") if plan.unchanged(name) else None
        if kept is not None:
            artwork[name] = request.read(kept.sha256)
            continue
        progress.stage(f"designing the {name}")
        face = Face.of(plan.sheet, name)
        artwork[name] = paint(design, face, held, seed=plan.design.seed, name=name)
    progress.stage("folding the package")
    from prodwidget.surfaces.packaging.dieline import checked
    from prodwidget.surfaces.packaging.model import folded_glb

    model = folded_glb(plan.sheet, artwork, content=plan.content)
    progress.stage("drawing the dieline")
    dielines, missing = _dielines(plan, artwork)
    # What was given with this step is kept as it was given.
    given = any(each.role == CONTENT for each in request.inputs)
    content = [] if plan.content is None or given else [_content(plan.content)]
    files = (
        GeneratedFile("model", model, MEDIA_TYPE),
        *(
            GeneratedFile(PANEL, data, "image/png", name=f"{name}.png")
            for name, data in artwork.items()
        ),
        *dielines,
        *content,
        *_kept_pictures(plan, request, held),
    )
    return files, (*checked(plan.sheet, artwork, _texts(plan, held)), *missing)


def _texts(plan: Plan, pictures: Mapping[str, bytes]) -> dict[str, list[Rectangle]]:
    """Where the text of each panel is, for the checks of a printer."""
    return {
        name: [line.box for line in arranged(design, Face.of(plan.sheet, name), pictures).lines]
        for name, design in plan.design.panels.items()
    }


def _pictures(design: PanelDesign) -> list[Picture]:
    return [each for each in (design.logo, design.painting) if each is not None]


def _kept_pictures(
    plan: Plan, request: GenerationRequest, held: Mapping[str, bytes]
) -> list[GeneratedFile]:
    """What the panels are made from, for the edits to come; what was just given is kept anyway."""
    given = {each.sha256 for each in request.inputs}
    files: dict[str, GeneratedFile] = {}
    for name, design in plan.design.panels.items():
        for picture in _pictures(design):
            if picture.sha256 not in given:
                what = "painting" if picture == design.painting else "logo"
                files[picture.sha256] = GeneratedFile(
                    REFERENCE, held[picture.sha256], picture.media_type, name=f"{name} {what}"
                )
    return list(files.values())


def _content(data: bytes) -> GeneratedFile:
    return GeneratedFile(CONTENT, data, MEDIA_TYPE, name="content.glb")


def _dielines(
    plan: Plan, artwork: Mapping[str, bytes]
) -> tuple[list[GeneratedFile], tuple[str, ...]]:
    from prodwidget.surfaces.packaging.dieline import dieline_dxf, dieline_pdf, dieline_svg

    files, missing = [], []
    for suffix, media_type, write in (
        ("svg", "image/svg+xml", partial(dieline_svg, plan.sheet, artwork)),
        ("pdf", "application/pdf", partial(dieline_pdf, plan.sheet, artwork)),
        ("dxf", "image/vnd.dxf", partial(dieline_dxf, plan.sheet)),
    ):
        try:
            data = write()
        except PackageMissing:
            missing.append(suffix.upper())
        else:
            files.append(GeneratedFile(DIELINE, data, media_type, name=f"dieline.{suffix}"))
    if not missing:
        return files, ()
    return files, (
        f"There is no dieline as {' and '.join(missing)}: install prodwidget[packaging] for it.",
    )
