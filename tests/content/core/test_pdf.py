"""PDFs: tagged, titled, and never broken by what a person typed."""

import io
from pathlib import Path

import pikepdf
import pytest

from content.core.pdf import PdfError, compile_pdf

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: sys.inputs.title)
#set text(lang: sys.inputs.language, font: "Libertinus Serif")
#title()
= #data.heading
#data.name
#if data.unprintable [replaced]
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(TEMPLATE)
    return path


def make(template: Path, name: str, title: str = "Reçu") -> pikepdf.Pdf:
    pdf = compile_pdf(template, {"heading": "Titre", "name": name}, language="fr", title=title)
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf: pikepdf.Pdf) -> set[str]:
    found: set[str] = set()

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.add(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.Root.StructTreeRoot["/K"])
    return found


def test_document_is_tagged_with_language_and_title(template):
    pdf = make(template, "Camille (démo)")
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "fr"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert {"/P", "/H1"} <= tags(pdf)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Reçu"


def test_typed_text_is_never_markup(template):
    plain = make(template, "zzz zzz zz")
    hostile = make(template, '#panic("x") #read("/etc/passwd") $x$ *b* <label> @ref = Titre')
    # Markup would have added tags (strong, formula) or failed; text adds none.
    assert tags(hostile) == tags(plain)


@pytest.mark.parametrize(
    "name", ["李小龙", "😀 Zoé", "Zo\x00é\x01", "محمد", "Иван Ωμέγα", "\ud800"]
)
def test_a_name_in_any_script_never_fails(template, name):
    assert len(make(template, name).pages) == 1


def test_title_takes_any_script(template):
    assert len(make(template, "Zoé", title="Reçu 李").pages) == 1


def test_broken_template_is_named(tmp_path):
    path = tmp_path / "broken.typ"
    path.write_text("#let x =")
    with pytest.raises(PdfError, match=r"broken\.typ"):
        compile_pdf(path, {}, language="fr", title="x")
