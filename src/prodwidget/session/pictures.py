"""The user's own pictures: read once, put right, and kept as files of a step."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast, get_args

from prodwidget.backends import GeneratedFile
from prodwidget.errors import PackageMissing, PromptError
from prodwidget.records import View
from prodwidget.session.addresses import file_at

if TYPE_CHECKING:
    from PIL import Image

PictureSource: TypeAlias = "str | os.PathLike[str] | bytes | Image.Image | GeneratedFile"
"""A path, an ``https://`` address, the bytes of a file, a picture of Pillow's, or one that was put
right already (:func:`picture_file`)."""

Pictures: TypeAlias = Sequence[PictureSource] | Mapping[View, PictureSource]
"""Pictures, or pictures by what side of the product they show."""

MOST_PICTURES = 8
LONGEST_SIDE = 4096
"""Pixels; larger pictures are scaled down."""
SHORTEST_SIDE = 64
MOST_PIXELS = 100_000_000
MOST_BYTES = 64 << 20
"""Of a file, before it is read."""

_MOST_PNG_BYTES = 6 << 20
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")


def picture_files(pictures: Pictures | PictureSource | None) -> tuple[GeneratedFile, ...]:
    """Pictures as files that can be kept: upright, sRGB, PNG or JPEG, without their metadata.

    Raises
    ------
    PromptError
        One is no picture, too small or too large, or cannot be had; the message names it.
    PackageMissing
        One is of a kind that needs another package to be read.
    """
    if pictures is None:
        return ()
    named: list[tuple[View, PictureSource]]
    if isinstance(pictures, Mapping):
        named = [(_view(view), each) for view, each in pictures.items()]
    elif isinstance(pictures, str | os.PathLike | bytes | GeneratedFile) or hasattr(
        pictures, "getexif"
    ):
        named = [("", cast(PictureSource, pictures))]
    elif isinstance(pictures, Iterable):
        named = [("", each) for each in pictures]
    else:
        named = [("", cast(PictureSource, pictures))]
    if len(named) > MOST_PICTURES:
        raise PromptError(
            f"{len(named)} pictures were given; {MOST_PICTURES} are the most.",
            hint="Leave out those that show the least.",
        )
    return tuple(
        picture_file(source, view=view, number=number)
        for number, (view, source) in enumerate(named, 1)
    )


def picture_file(
    source: PictureSource, *, view: View = "", name: str = "", number: int = 1
) -> GeneratedFile:
    """One picture; raises as :func:`picture_files`."""
    if isinstance(source, GeneratedFile):
        return source
    data, found = _read(source, number)
    called = name or found
    if data is None:
        picture = cast("Image.Image", source)
        lossless = True
    else:
        picture, lossless = _opened(data, called or f"Picture {number}")
    return _normalised(picture, called or f"Picture {number}", view, lossless=lossless)


def mask_file(source: PictureSource) -> GeneratedFile:
    """A mask: white where something may change. What is transparent, or black, stays.

    Raises
    ------
    PromptError
        It is no picture, or marks nothing, or everything.
    """
    import numpy as np
    from PIL import Image

    data, found = _read(source, 1)
    picture = _opened(data, found or "The mask")[0] if data is not None else source
    opened = cast("Image.Image", picture)
    grey = opened.convert("L")
    if opened.has_transparency_data:
        clear = Image.new("L", opened.size, 0)
        grey = Image.composite(grey, clear, opened.convert("RGBA").getchannel("A"))
    marked = np.asarray(grey) > 127
    if not marked.any() or marked.all():
        raise PromptError(
            "The mask marks nothing." if not marked.any() else "The mask marks the whole picture.",
            hint="Paint white what may change, and leave the rest black or transparent.",
        )
    with io.BytesIO() as file:
        Image.fromarray((marked * 255).astype(np.uint8)).save(file, "PNG")
        return GeneratedFile("mask", file.getvalue(), "image/png", name=found)


def _view(view: object) -> View:
    if view in get_args(View):
        return cast(View, view)
    known = [each for each in get_args(View) if each]
    raise PromptError(
        f"{str(view)[:40]!r} is no view of a product.", hint=f"Name views {', '.join(known)}."
    )


def _read(source: PictureSource, number: int) -> tuple[bytes | None, str]:
    """The bytes of a picture, ``None`` for one of Pillow's, and what it is called."""
    if isinstance(source, bytes | bytearray | memoryview):
        return _weighed(bytes(source), f"Picture {number}"), ""
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return file_at(source, "picture", MOST_BYTES, PromptError)
    if isinstance(source, str | os.PathLike):
        try:
            path = Path(source).expanduser()
            with path.open("rb") as file:
                # No more than shows that it is too much.
                return _weighed(file.read(MOST_BYTES + 1), path.name), path.name
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "it is no path"
            raise PromptError(
                f"The picture {str(source)[:200]} cannot be read: {reason}.",
                hint="Give the path of a PNG, JPEG or WebP file.",
            ) from error
    if hasattr(source, "getexif") and hasattr(source, "convert"):
        return None, Path(str(getattr(source, "filename", ""))).name
    raise PromptError(
        f"Picture {number} is {type(source).__name__}, and no picture.",
        hint="Give a path, an https:// address, bytes, or a picture of Pillow's.",
    )


def _weighed(data: bytes, name: str) -> bytes:
    if len(data) > MOST_BYTES:
        raise PromptError(
            f"{name} has more than {MOST_BYTES >> 20} MB.", hint="Save it smaller, as a JPEG."
        )
    return data


def _opened(data: bytes, name: str) -> tuple[Image.Image, bool]:
    """A picture, and whether it is kept without loss."""
    from PIL import Image

    heic = data[4:12] in _HEIC
    if heic:
        _read_heic()
    try:
        with warnings.catch_warnings():
            # How many pixels it may have is said below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            _measured(picture, name)
            picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        if heic:
            raise PackageMissing(
                f"{name} is a HEIC picture, which is not read here.",
                hint="Run: pip install pillow-heif, or save it as a JPEG.",
            ) from error
        raise PromptError(
            f"{name} is no picture that can be read: damaged, or of an unknown kind.",
            hint="Give a PNG, JPEG, WebP, TIFF or HEIC picture.",
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_large(name, f"more than {MOST_PIXELS / 1e6:.0f}") from error
    return picture, picture.format not in ("JPEG", "HEIF", "MPO")


def _read_heic() -> None:
    """Have Pillow read HEIC, where the package for it is installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return
    register_heif_opener()


def _measured(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_large(name, f"{width * height / 1e6:.0f}")
    if min(width, height) < SHORTEST_SIDE:
        raise PromptError(
            f"{name} is {width} × {height} pixels; a side has {SHORTEST_SIDE} at least.",
            hint="Give a larger picture: about 1000 pixels across show enough.",
        )


def _too_large(name: str, megapixels: str) -> PromptError:
    return PromptError(
        f"{name} has {megapixels} megapixels; {MOST_PIXELS // 1_000_000} are the most.",
        hint=f"Scale it down: no more than {LONGEST_SIDE} pixels across are used.",
    )


def _normalised(picture: Image.Image, name: str, view: View, *, lossless: bool) -> GeneratedFile:
    from PIL import Image, ImageOps

    _measured(picture, name)
    try:
        upright = ImageOps.exif_transpose(_in_srgb(picture))
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise PromptError(
            f"{name} is damaged, and cannot be read to its end.",
            hint="Save it anew, as a PNG or JPEG.",
        ) from error
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # What the camera noted, such as the place, is nobody's business.
    plain.info = {}
    if lossless or plain.mode == "RGBA":
        data = _saved(plain, "PNG")
        if plain.mode == "RGBA" or len(data) <= _MOST_PNG_BYTES:
            return GeneratedFile("picture", data, "image/png", view=view, name=name)
    data = _saved(plain, "JPEG", quality=95, subsampling=0)
    return GeneratedFile("picture", data, "image/jpeg", view=view, name=name)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """A picture in the colours of the web, whatever it was made for."""
    from PIL import Image, ImageCms

    if picture.mode.startswith("I;16") or picture.mode == "I":
        # Sixteen bits: Pillow would cut them off at eight instead of scaling.
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture.convert("RGB") if picture.mode in ("CMYK", "YCbCr", "LAB") else picture
    exif = picture.getexif()
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        return picture.convert("RGB") if picture.mode == "CMYK" else picture
    shown = cast(Image.Image, converted)
    shown.info["exif"] = exif.tobytes()
    return shown


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    with io.BytesIO() as file:
        picture.save(file, kind, **options)
        return file.getvalue()
