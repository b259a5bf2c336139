import gzip
import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from eservices.cases import attachments, rebuilding
from eservices.cases.attachments import (
    FileProtected,
    FileTooLarge,
    FileTypeRefused,
    FileUnreadable,
)
from eservices.cases.enums import AttachmentState
from tests.eservices.cases.factories import jpeg, pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_store() -> Iterator[None]:
    store = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    with override_settings(STORAGES={"private": store}):
        yield


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

    with pytest.raises(FileUnreadable):
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


def test_a_protected_pdf_is_refused_with_what_to_do() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))

    with pytest.raises(FileProtected) as refused:
        attachments.receive(file=upload(out.getvalue(), "a.pdf"), max_megabytes=1)
    assert "password" in str(refused.value) or "mot de passe" in str(refused.value)


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


def test_a_removed_file_is_gone_from_the_store(
    django_capture_on_commit_callbacks: Any,
) -> None:
    attachment = attachments.receive(file=upload(jpeg()), max_megabytes=1)

    store, names = attachment.file.storage, [attachment.file.name, attachment.rebuilt.name]
    assert all(store.exists(name) for name in names)

    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(attachment=attachment)

    attachment.refresh_from_db()
    assert attachment.state == AttachmentState.REMOVED
    assert not attachment.is_readable
    assert not any(store.exists(name) for name in names)
