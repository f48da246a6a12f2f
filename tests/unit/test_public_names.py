"""What `import prodwidget` offers: every name is there, and none of them is paid for before use."""

from __future__ import annotations

import subprocess
import sys

import pytest

import prodwidget

HEAVY = (
    "httpx",
    "google.genai",
    "fal_client",
    "numpy",
    "trimesh",
    "PIL",
    "redis",
    "anywidget",
    "IPython",
)


@pytest.mark.parametrize("name", prodwidget.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(prodwidget, name)
    assert name in dir(prodwidget)


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(AttributeError, match="Studoi"):
        _ = prodwidget.Studoi


def loaded_by(code: str) -> set[str]:
    program = f"import sys; {code}; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(eval(answer.stdout))


def test_the_import_loads_nothing_heavy() -> None:
    assert loaded_by("import prodwidget") == set()


def test_listing_the_backends_loads_no_sdk() -> None:
    assert (
        loaded_by("import prodwidget; prodwidget.backends()")
        & {
            "google.genai",
            "fal_client",
            "numpy",
            "trimesh",
        }
        == set()
    )


def test_the_studio_loads_no_mesh_library_before_a_product_is_made() -> None:
    assert (
        loaded_by("from prodwidget import Studio, ProductPipeline, ModelViewer")
        & {
            "google.genai",
            "fal_client",
            "numpy",
            "trimesh",
            "PIL",
            "httpx",
        }
        == set()
    )
