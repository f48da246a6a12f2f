"""What a model of the user's own measures, without a session."""

from __future__ import annotations

from prodwidget.records import ModelFacts
from prodwidget.session.inputs import ModelSource, bytes_of


def facts(model: ModelSource) -> ModelFacts:
    """What a model of the user's own says and measures: sizes, counts, textures, watertightness.

    Parameters
    ----------
    model:
        A path or bytes of a GLB, glTF, OBJ, STL or PLY file.

    Raises
    ------
    ModelError
        The file is no model that can be read, or shows nothing.
    """
    from prodwidget.geometry import glb_header, model_facts, model_from_file

    data, name = bytes_of(model)
    return model_facts(data if glb_header(data) is not None else model_from_file(data, name))
