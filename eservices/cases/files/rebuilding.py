"""Make our own file out of a received one, so that nothing hidden travels with it.

Images are drawn again from their pixels: no location, no comment, no trailing data.
PDFs are saved anew, flat, without scripts, actions, embedded files or forms.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener()
# qpdf decodes streams of objects whole: a small file must not unfold into gigabytes.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=256 * 1024 * 1024, run_length_max_memory=256 * 1024 * 1024
)

#: The longest side we keep: a page of A3 at 240 dots an inch stays readable.
MAX_SIDE = 4000
#: JPEG is decoded at a reduced scale, so that a large photograph costs little memory. MPO is
#: the JPEG of telephones that add a second picture for depth.
MAX_PIXELS = {"JPEG": 88_000_000, "MPO": 88_000_000}
#: A larger PNG becomes a JPEG: a screen's picture stays sharp, a photograph takes 4 s as PNG.
MAX_PNG_PIXELS = 3_000_000
MAX_PIXELS_OTHERWISE = 40_000_000
MAX_PAGES = 300
#: Each object is looked at: so many take a second and a half.
MAX_OBJECTS = 100_000

#: Keys that run, send, open or carry something, whatever dictionary holds them.
_FORBIDDEN_KEYS = frozenset(
    {
        "/AA",
        "/AF",
        "/Collection",
        "/EF",
        "/EmbeddedFiles",
        "/JS",
        "/JavaScript",
        "/Metadata",
        "/OpenAction",
        "/PieceInfo",
        "/RichMediaContent",
        "/XFA",
    }
)
_FORBIDDEN_ANNOTATIONS = frozenset(
    {"/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound", "/3D"}
)


class Unreadable(Exception):
    """The bytes are not what they say, or are too much to be opened safely."""


class Protected(Unreadable):
    """A password is needed."""


class TooMuch(Unreadable):
    """More pixels, pages or objects than can be opened safely."""


class Moving(Unreadable):
    """An animation: a person would see other pictures than the one that we keep."""


class Interactive(Unreadable):
    """A form of XFA: its pages exist only inside a program that runs it."""


def rebuild_image(content: bytes) -> tuple[bytes, str]:
    """Return (bytes, media type) of the picture drawn again.

    Raises:
        Moving: an animation.
        TooMuch: more pixels than can be opened safely.
        Unreadable: damaged.
    """
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(content)) as image:
            limit = MAX_PIXELS.get(image.format or "", MAX_PIXELS_OTHERWISE)
            width, height = image.size
            if not (0 < width * height <= limit):
                raise TooMuch(f"{width} x {height} pixels")
            if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
                raise Moving(image.format)
            if image.format in ("JPEG", "MPO"):
                image.draft("RGB", (MAX_SIDE, MAX_SIDE))
            png = image.format == "PNG" and width * height <= MAX_PNG_PIXELS
            drawn = _flat(ImageOps.exif_transpose(image))
    except Unreadable:
        raise
    except Exception as error:  # decoders raise of every kind on hostile bytes
        raise Unreadable(str(error)) from error
    drawn.thumbnail((MAX_SIDE, MAX_SIDE))
    drawn.info.clear()
    out = BytesIO()
    if png:
        drawn.save(out, "PNG")
        return out.getvalue(), "image/png"
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue(), "image/jpeg"


def _flat(image: Image.Image) -> Image.Image:
    """Return the first frame in RGB or grey, on white where it was transparent."""
    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return image.copy()
    if image.mode in ("1", "I", "I;16", "F"):
        return image.convert("L")
    if image.mode in ("CMYK", "YCbCr", "LAB", "HSV"):
        return image.convert("RGB")
    over = image.convert("RGBA")
    flat = Image.new("RGB", over.size, "white")
    flat.paste(over, mask=over.getchannel("A"))
    return flat


def rebuild_pdf(content: bytes) -> tuple[bytes, str]:
    """Return (bytes, media type) of the PDF without anything that acts.

    Raises:
        Protected: it wants a password.
        Interactive: its pages are made by a program inside it.
        TooMuch: too many pages or objects.
        Unreadable: damaged.
    """
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted and not pdf.allow.extract:
                raise Protected("extraction is not allowed")
            if not 0 < len(pdf.pages) <= MAX_PAGES or len(pdf.objects) > MAX_OBJECTS:
                raise TooMuch("too many pages or objects")
            _flatten_form(pdf)
            for item in pdf.objects:
                _disarm(item, depth=0)
            if pikepdf.Name.Info in pdf.trailer:
                del pdf.trailer[pikepdf.Name.Info]
            out = BytesIO()
            pdf.save(out, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise Protected(str(error)) from error
    except Unreadable:
        raise
    except Exception as error:  # qpdf raises of every kind on hostile bytes
        raise Unreadable(str(error)) from error
    return out.getvalue(), "application/pdf"


def _flatten_form(pdf: pikepdf.Pdf) -> None:
    """Draw what was filled in onto the pages, and take the form away."""
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    if pdf.Root.get("/NeedsRendering") or ("/XFA" in form and not len(form.get("/Fields", []))):
        raise Interactive("XFA")
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]


def _disarm(item: Any, depth: int) -> None:
    """Take out what acts from an object and its direct children (indirect ones come alone)."""
    if depth > 50:
        raise Unreadable("nested too deep")
    if isinstance(item, pikepdf.Array):
        for element in list(item):
            if isinstance(element, pikepdf.Object) and not element.is_indirect:
                _disarm(element, depth + 1)
        return
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in list(item.keys()):
        if key in _FORBIDDEN_KEYS:
            del item[key]
            continue
        child: Any = item.get(key)
        if key in ("/A", "/Next", "/PA") and _is_action(child):
            del item[key]
        elif isinstance(child, pikepdf.Object) and not child.is_indirect:
            _disarm(child, depth + 1)
    if "/Annots" in item and isinstance(item["/Annots"], pikepdf.Array):
        kept = [note for note in item["/Annots"] if not _is_forbidden_annotation(note)]
        item["/Annots"] = pikepdf.Array(kept)


def _is_action(item: Any) -> bool:
    """Return whether this is an action other than going to a place of the same file."""
    if isinstance(item, pikepdf.Array):
        return any(_is_action(child) for child in item)
    return (
        isinstance(item, pikepdf.Dictionary) and "/S" in item and str(item["/S"]) not in ("/GoTo",)
    )


def _is_forbidden_annotation(item: Any) -> bool:
    return (
        isinstance(item, pikepdf.Dictionary) and str(item.get("/Subtype")) in _FORBIDDEN_ANNOTATIONS
    )


REBUILDERS: dict[str, Callable[[bytes], tuple[bytes, str]]] = {
    "image/jpeg": rebuild_image,
    "image/png": rebuild_image,
    "image/webp": rebuild_image,
    "image/heic": rebuild_image,
    "application/pdf": rebuild_pdf,
}
