import gzip
import hashlib
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from content.core import worker
from eservices.cases.enums import AttachmentState
from eservices.cases.files import attachments, rebuilding
from eservices.cases.files.attachments import (
    FileHoldsTooMuch,
    FileInteractive,
    FileMoves,
    FileProtected,
    FileTooLarge,
    FileTypeRefused,
    FileUnreadable,
)
from tests.eservices.cases.factories import jpeg, pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores_in_memory")]


def with_location() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "Chez Camille"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)
    return jpeg(exif=exif)


def test_a_photo_is_kept_as_sent_and_rebuilt_without_location() -> None:
    sent = with_location()

    attachment = attachments.receive(file=upload(sent, "IMG 1.JPG"), max_megabytes=1)

    assert attachment.state == AttachmentState.UNSCANNED
    assert (attachment.name, attachment.content_type) == ("IMG 1.jpg", "image/jpeg")
    assert attachment.sha256 == hashlib.sha256(sent).hexdigest()
    assert attachment.file.read() == sent
    rebuilt = Image.open(attachment.rebuilt.open())
    assert dict(rebuilt.getexif()) == {}
    assert b"Camille" in sent
    assert b"Camille" not in attachment.rebuilt.open().read()
    assert attachment.rebuilt_size == attachment.rebuilt.size


def test_a_private_file_has_no_address() -> None:
    attachment = attachments.receive(file=upload(jpeg()), max_megabytes=1)

    with pytest.raises(ValueError, match="no address"):
        _ = attachment.file.url


def test_the_way_up_survives_the_loss_of_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    attachment = attachments.receive(file=upload(jpeg((40, 30), exif=exif)), max_megabytes=1)

    assert Image.open(attachment.rebuilt.open()).size == (30, 40)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF"])
def test_each_kind_of_photo_is_taken(form: str) -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, form)

    attachment = attachments.receive(file=upload(out.getvalue(), "x"), max_megabytes=1)

    rebuilt = Image.open(attachment.rebuilt.open())
    assert rebuilt.size == (20, 20)
    assert rebuilt.mode == "RGB"
    assert attachment.name.startswith("x.")


def test_a_huge_picture_becomes_a_readable_one() -> None:
    attachment = attachments.receive(file=upload(jpeg((6000, 3000))), max_megabytes=5)

    assert Image.open(attachment.rebuilt.open()).size == (4000, 2000)


def test_a_bomb_of_pixels_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000

    with pytest.raises(FileHoldsTooMuch):
        attachments.receive(file=upload(out.getvalue()), max_megabytes=1)


def test_a_pdf_loses_what_acts_and_keeps_its_pages() -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
        document.pages[0].AA = pikepdf.Dictionary(
            O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
        )
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://bad.invalid")),
        )
        clip = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9]
        )
        document.pages[0].Annots = pikepdf.Array([link, document.make_indirect(clip)])
        document.attachments["x.exe"] = pikepdf.AttachedFileSpec(document, b"MZ-payload")
        document.docinfo["/Author"] = "Camille"
        out = BytesIO()
        document.save(out)

    attachment = attachments.receive(file=upload(out.getvalue(), "acte.pdf"), max_megabytes=1)

    with pikepdf.open(attachment.rebuilt.open()) as made:
        assert len(made.pages) == 1
        assert not made.attachments
        assert len(made.pages[0].Annots) == 1
        flat = BytesIO()
        made.save(flat, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True)
    for word in (
        b"JavaScript",
        b"alert",
        b"Launch",
        b"cmd.exe",
        b"bad.invalid",
        b"MZ-pay",
        b"Camille",
    ):
        assert word not in flat.getvalue()


def test_what_was_filled_in_is_drawn_and_the_form_is_gone() -> None:
    attachment = attachments.receive(file=upload(form_pdf(), "formulaire.pdf"), max_megabytes=1)

    with pikepdf.open(attachment.rebuilt.open()) as made:
        assert "/AcroForm" not in made.Root
        assert "/Annots" not in made.pages[0] or not len(made.pages[0].Annots)
        drawn = b"".join(
            bytes(item.read_bytes()) for item in made.objects if isinstance(item, pikepdf.Stream)
        )
    assert b"Exemple" in drawn


def test_a_form_of_xfa_is_refused_with_what_to_do() -> None:
    content = form_pdf(xfa=True)
    with pytest.raises(FileInteractive) as refused:
        attachments.receive(file=upload(content, "formulaire.pdf"), max_megabytes=1)
    assert "PDF" in str(refused.value)


def form_pdf(xfa: bool = False) -> bytes:
    """A PDF with one filled field, or with a form that only XFA draws."""
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("nom"),
                V=pikepdf.String("Exemple"),
                DA=pikepdf.String("/Helv 12 Tf 0 g"),
                Rect=[10, 10, 200, 30],
            )
        )
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        form = pikepdf.Dictionary(
            Fields=pikepdf.Array([] if xfa else [field]),
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
            NeedAppearances=True,
        )
        if xfa:
            form.XFA = document.make_stream(b"<xdp/>")
        document.pages[0].Annots = pikepdf.Array([] if xfa else [field])
        document.Root.AcroForm = form
        document.save(out)
    return out.getvalue()


def test_a_picture_that_moves_is_refused() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)

    with pytest.raises(FileMoves):
        attachments.receive(file=upload(out.getvalue()), max_megabytes=1)


def test_a_telephone_photo_with_a_second_picture_is_taken() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])

    attachment = attachments.receive(file=upload(out.getvalue()), max_megabytes=1)

    made = Image.open(attachment.rebuilt.open())
    assert (made.format, made.size, getattr(made, "n_frames", 1)) == ("JPEG", (60, 40), 1)
    assert made.getpixel((5, 5))[0] > 200


def test_a_heic_photo_is_upright_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "Chez Camille"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)
    out = BytesIO()
    Image.new("RGB", (64, 32), "white").save(out, "HEIF", exif=exif.tobytes())

    attachment = attachments.receive(file=upload(out.getvalue(), "IMG_1.HEIC"), max_megabytes=1)

    made = attachment.rebuilt.open().read()
    assert Image.open(BytesIO(made)).size == (32, 64)
    assert dict(Image.open(BytesIO(made)).getexif()) == {}
    assert b"Camille" not in made
    assert (attachment.name, attachment.rebuilt_type) == ("IMG_1.heic", "image/jpeg")


def test_a_large_png_becomes_a_jpeg() -> None:
    out = BytesIO()
    Image.new("RGB", (2500, 1500), "white").save(out, "PNG")

    attachment = attachments.receive(file=upload(out.getvalue(), "a.png"), max_megabytes=1)

    assert attachment.rebuilt_type == "image/jpeg"


def test_a_protected_pdf_is_refused_with_what_to_do() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))

    with pytest.raises(FileProtected) as refused:
        attachments.receive(file=upload(out.getvalue(), "a.pdf"), max_megabytes=1)
    assert "password" in str(refused.value) or "mot de passe" in str(refused.value)


def test_too_many_pages_are_said_to_be_too_many() -> None:
    out = BytesIO()
    with pikepdf.new() as document:
        for _page in range(rebuilding.MAX_PAGES + 1):
            document.add_blank_page()
        document.save(out)

    with pytest.raises(FileHoldsTooMuch) as refused:
        attachments.receive(file=upload(out.getvalue(), "a.pdf"), max_megabytes=1)
    assert str(rebuilding.MAX_PAGES) in str(refused.value)


def test_a_pdf_that_unfolds_into_gigabytes_is_refused() -> None:
    assert rebuilding.pikepdf.settings.get_qpdf_limits()["flate_max_memory"] == 256 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.jpg", FileUnreadable),
        (b"MZ\x90\x00" + b"\x00" * 200, "photo.jpg", FileTypeRefused),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", FileTypeRefused),
        (b"hello", "a.pdf", FileTypeRefused),
        (gzip.compress(b"x" * 100, mtime=0), "a.pdf", FileTypeRefused),
        (b"%PDF-1.7\nnothing", "a.pdf", FileUnreadable),
        (jpeg()[:200], "a.jpg", FileUnreadable),
        (b"x" * 1_048_577, "a.jpg", FileTooLarge),
    ],
)
def test_what_cannot_be_taken_is_refused(content: bytes, name: str, error: type) -> None:
    with pytest.raises(error) as refused:
        attachments.receive(file=upload(content, name), max_megabytes=1)
    assert str(refused.value)


@settings(max_examples=60)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", jpeg()[:60], b"\x89PNG\r\n\x1a\n"]),
)
def test_any_bytes_are_taken_or_refused(noise: bytes, start: bytes) -> None:
    try:
        kind = attachments.sniff(start + noise)
        rebuilding.REBUILDERS[kind](start + noise)
    except (FileTypeRefused, rebuilding.Unreadable):
        pass


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\camille\\acte.PDF", "acte.pdf"),
        ("a\x00\n\u202eb.pdf", "ab.pdf"),
        ("", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("acte.exe", "acte.exe.pdf"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, clean: str) -> None:
    assert attachments.clean_name(name, "application/pdf") == clean


def test_a_removed_file_is_gone_from_the_store() -> None:
    attachment = attachments.receive(file=upload(jpeg()), max_megabytes=1)

    store, names = attachment.file.storage, [attachment.file.name, attachment.rebuilt.name]
    assert all(store.exists(name) for name in names)

    attachments.remove(attachment=attachment)
    worker.drain()

    attachment.refresh_from_db()
    assert attachment.state == AttachmentState.REMOVED
    assert not attachment.is_readable
    assert not any(store.exists(name) for name in names)
