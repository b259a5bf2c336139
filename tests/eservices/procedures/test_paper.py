"""The paper twin: an accessible blank form of any version, and the way back from its mark."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.utils.translation import override

from eservices.cases import codes
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Definition
from eservices.procedures.models import ProcedureVersion
from eservices.procedures.paper.conditions import Conditions
from eservices.procedures.paper.marks import InvalidMark, UnknownMark, mark_of, version_of_mark
from eservices.procedures.paper.questions import SILENT, blanks
from eservices.procedures.paper.sheet import Sheet
from tests.content.core.test_pdf import tags
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ACT, BORN, DISTRICT, LINK, NAME, ident, is_, text
from tests.eservices.procedures.samples import ADDRESS as ADDRESS_ASKED

pytestmark = pytest.mark.django_db
ADDRESS = "https://ville.invalid/fr/demarches/acte/"


@pytest.fixture
def version() -> ProcedureVersion:
    return samples.publish()


def sheet(version: ProcedureVersion, language: str = "fr") -> dict[str, Any]:
    with override(language):
        return Sheet(version, language, ADDRESS).data()


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


class TestPdf:
    @pytest.mark.parametrize(
        ("language", "title"), [("fr", "formulaire papier"), ("en", "paper form")]
    )
    def test_it_is_tagged_titled_and_in_its_language(self, version, language, title):
        pdf = opened(Sheet(version, language, ADDRESS).pdf())
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert {"/H1", "/P", "/L", "/LI"} <= tags(pdf)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert title in metadata["dc:title"]

    def test_every_kind_of_question_can_be_printed(self, version):
        fields = [
            {"id": ident(300 + number), "kind": kind, "label": text(f"Question {kind}")}
            for number, kind in enumerate(FieldKind)
        ]
        step = {"id": ident(299), "key": "tout", "title": text("Tout"), "fields": fields}
        steps = [
            step,
            step | {"id": ident(298), "key": "enfants", "repeat": {"singular": text("enfant")}},
        ]
        every = samples.publish(samples.definition(steps=steps), version.procedure)
        assert len(opened(Sheet(every, "fr", ADDRESS).pdf()).pages) > 2
        asked = [each for each in every.compiled.steps[0].fields if each.kind not in SILENT]
        assert len(asked) == len(FieldKind) - len(SILENT)
        assert all(blanks(question, "fr") for question in asked)

    def test_what_an_editor_writes_is_never_markup(self, version):
        hostile = text('#panic("x") *gras* $x$ <label> @ref')
        other = samples.publish(samples.definition(declaration=hostile), version.procedure)
        assert Sheet(other, "fr", ADDRESS).pdf()


def only(*channels: str) -> dict[str, Any]:
    return {"op": "through", "channels": channels}


class TestChannel:
    """What is printed knows how it comes back."""

    def printed(self, version: ProcedureVersion, change: Any) -> list[dict[str, Any]]:
        steps = _steps()
        change(steps)
        other = samples.publish(samples.definition(steps=steps), version.procedure)
        parts: list[dict[str, Any]] = sheet(other, "en")["parts"]
        return parts

    def test_what_is_asked_elsewhere_is_left_out_and_never_named(self, version):
        def change(steps):
            # The link is asked online alone; the proof (of a parent) hangs on it.
            steps[1]["shown_if"] = only("online")

        parts = self.printed(version, change)
        assert len(parts) == len(_steps()) - 2
        numbers = [item["number"] for part in parts for item in part["questions"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert "?" not in "".join(part["only_if"] for part in parts)

    def test_what_always_holds_on_paper_is_not_said(self, version):
        def change(steps):
            steps[1]["shown_if"] = only("paper", "counter")
            both = [only("paper"), is_(ACT, "birth")]
            steps[1]["fields"][1]["shown_if"] = {"op": "all", "rules": both}
            steps[1]["fields"][0]["shown_if"] = {"op": "any", "rules": both}
            steps[1]["fields"][0]["required_if"] = {"op": "not", "rule": only("paper")}
            steps[0]["exits"][0]["when"] = only("paper")

        parts = self.printed(version, change)
        first, second = parts[1]["questions"][:2]
        assert (parts[1]["only_if"], first["only_if"]) == ("", "")
        assert first["optional"] == "optional"
        assert second["only_if"] == "Answer only if you ticked “Birth” in question 1."
        assert parts[0]["advice"][0]["only_if"] == ""


class TestWords:
    def test_questions_are_numbered_and_conditions_name_them(self, version):
        parts = sheet(version)["parts"]
        numbers = [item["number"] for part in parts for item in part["questions"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert parts[1]["questions"][1]["only_if"].replace("\xa0", " ") == (
            "Répondez seulement si vous avez coché « Naissance » ou "
            "« Naissance à l’étranger » à la question 1."
        )
        assert "à la question 1, et vous avez coché" in parts[2]["only_if"]

    @pytest.mark.parametrize(
        ("part", "comparison", "says"),
        [
            ("closes", "less", "you sign after the last day to register by post"),
            ("late_until", "at_least", "you sign by the tenth day before the vote at the latest"),
            ("key", "equal", "the answer to question 1 (key) is the day you sign"),
        ],
    )
    def test_days_of_a_vote_are_called_what_they_are(self, version, part, comparison, says):
        left = {"op": "answer", "field": ACT, "part": part, "measure": "date"}
        rule = {"op": "compare", "left": left, "comparison": comparison, "right": {"op": "today"}}
        vote = {"id": ACT, "kind": "poll", "label": text("Quel vote ?")}
        steps = [{**_last({"op": "always"}), "id": ident(299), "fields": [vote]}, _last(rule)]
        definition = samples.definition(steps=steps)
        with override("en"):
            said = Conditions(definition, {ACT: 1}, "en").said(definition.steps[1].shown_if)
        assert said == says

    def test_each_language_has_its_words(self, version):
        birth = sheet(version, "en")["parts"][1]["questions"][1]
        assert birth["label"] == {"text": "Birth date", "language": "en"}
        assert birth["only_if"].startswith("Answer only if you ticked “Birth” or")

    def test_advice_documents_and_address_are_there(self, version):
        data = sheet(version)
        advice = data["parts"][0]["advice"][0]
        assert advice["only_if"].startswith("Si vous avez coché")
        assert advice["url"] == "https://example.invalid/nantes"
        assert [item["label"]["text"] for item in data["enclosed"]] == ["Livret de famille"]
        assert data["send"] == [{"text": "Par courrier", "language": "fr"}]
        assert data["address"] == ADDRESS

    @pytest.mark.parametrize(
        ("minimum", "maximum", "copies", "more"),
        [(1, 2, 2, False), (1, 9, 2, True), (3, 9, 3, True), (0, 1, 1, False)],
    )
    def test_a_repeated_part_is_printed_as_often_as_it_must(
        self, version, minimum, maximum, copies, more
    ):
        steps = _steps()
        steps[1]["repeat"] = {
            "singular": text("enfant"),
            "minimum": minimum,
            "maximum": maximum,
        }
        repeated = samples.publish(samples.definition(steps=steps), version.procedure)
        part = sheet(repeated)["parts"][1]
        assert [copy["text"] for copy in part["copies"]] == [
            f"La personne – n°\N{NO-BREAK SPACE}{number}" for number in range(1, copies + 1)
        ]
        assert bool(part["more"]) is more, "for more, the page is photocopied"

    @pytest.mark.parametrize(
        ("rule", "says"),
        [
            ({"op": "not", "rule": is_(LINK, "self")}, "you did not tick “Moi” in question 4"),
            ({"op": "answered", "field": BORN}, "you answered question 3"),
            (is_(DISTRICT, "11"), "you wrote “11th district” in question 6"),
            (
                {
                    "op": "compare",
                    "left": {"op": "years", "since": {"op": "answer", "field": BORN}},
                    "comparison": "less",
                    "right": {"op": "constant", "value": 18},
                },
                "the age on the day you sign (from question 3) is less than 18",
            ),
            (
                {
                    "op": "compare",
                    "left": {"op": "answer", "field": BORN},
                    "comparison": "more",
                    "right": {"op": "constant", "value": "2026-05-02"},
                },
                "the answer to question 3 is after 2 May 2026",
            ),
            (
                {
                    "op": "compare",
                    "left": {
                        "op": "days",
                        "since": {"op": "today"},
                        "until": {"op": "constant", "value": "2027-03-05"},
                    },
                    "comparison": "less",
                    "right": {"op": "constant", "value": 0},
                },
                "you sign after 5 March 2027",
            ),
            (
                {
                    "op": "not",
                    "rule": {"op": "any", "rules": [is_(ACT, "birth"), is_(LINK, "self")]},
                },
                "you did not tick “Birth” in question 1, and you did not tick “Moi” in question 4",
            ),
            (
                is_(ADDRESS_ASKED, "2") | {"part": "district"},
                "you wrote “2nd district” in question 8 (district)",
            ),
            (
                {"op": "not", "rule": {"op": "answered", "field": ADDRESS_ASKED, "part": "town"}},
                "you did not answer question 8 (town)",
            ),
            (
                {
                    "op": "compare",
                    "left": {
                        "op": "answer",
                        "field": NAME,
                        "part": "birth_date",
                        "measure": "date",
                    },
                    "comparison": "less",
                    "right": {"op": "constant", "value": "2000-01-01"},
                },
                "the answer to question 2 (date of birth) is before 1 January 2000",
            ),
        ],
    )
    def test_rules_read_as_sentences(self, version, rule, says):
        definition = Definition.model_validate(
            samples.definition().model_dump(by_alias=True) | {"steps": [*_steps(), _last(rule)]}
        )
        numbers = Sheet(version, "en", ADDRESS).numbers
        with override("en"):
            said = Conditions(definition, numbers, "en").said(definition.steps[-1].shown_if)
        assert said == says


def _steps() -> list[dict[str, Any]]:
    return [step.model_dump(by_alias=True) for step in samples.definition().steps]


def _last(rule: dict[str, Any]) -> dict[str, Any]:
    question = {"id": ident(301), "kind": "text", "label": text("Fin")}
    return {
        "id": ident(300),
        "key": "fin",
        "title": text("Fin"),
        "shown_if": rule,
        "fields": [question],
    }


class TestMarks:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_a_mark_leads_to_its_version_and_language(self, version, language):
        newer = samples.publish(samples.definition(declaration=text("Autre")), version.procedure)
        mark = mark_of(version, language)
        found = version_of_mark(mark)
        assert (found.version, found.language) == (version, language)
        assert version_of_mark(mark_of(newer, language)).version == newer

    def test_hands_and_readers_are_forgiven(self, version):
        mark = mark_of(version, "fr")
        for typed in (mark.lower(), mark.replace("-", " "), f" {mark.replace('-', '')}\n"):
            assert version_of_mark(typed).version == version

    def test_one_wrong_symbol_or_two_exchanged_are_seen(self, version):
        mark = mark_of(version, "fr").replace("-", "")
        for place, other in itertools.product(range(2, len(mark)), codes.ALPHABET):
            if other != mark[place]:
                with pytest.raises(InvalidMark):
                    version_of_mark(mark[:place] + other + mark[place + 1 :])
        for place in range(2, len(mark) - 1):
            one, two = mark[place], mark[place + 1]
            if one != two:
                with pytest.raises(InvalidMark):
                    version_of_mark(mark[:place] + two + one + mark[place + 2 :])

    @pytest.mark.parametrize("typed", ["", "FR", "FR-2222", "XX-2222-2222-22", "acte", "FR-?"])
    def test_what_is_no_mark_is_said(self, version, typed):
        with pytest.raises(InvalidMark):
            version_of_mark(typed)

    def test_a_mark_of_nothing_is_unknown(self, version):
        version.sha256 = "0" * 64
        with pytest.raises(UnknownMark):
            version_of_mark(mark_of(version, "fr"))

    def test_it_stands_on_the_form(self, version):
        data = sheet(version)
        assert data["mark"] == mark_of(version, "fr")
        assert re.fullmatch(r"FR-.{4}-.{4}-.{2}", data["mark"])
        assert data["qr"].startswith("<svg")


class TestAddress:
    def test_any_version_is_served_and_kept_by_caches(self, client: Client, version):
        samples.publish(samples.definition(declaration=text("Autre")), version.procedure)
        for number in (1, 2):
            response = client.get(f"/fr/demarches/acte/papier-{number}.pdf")
            assert response.headers["Content-Type"] == "application/pdf"
            assert response.headers["Cache-Control"].startswith("public")
            assert version.procedure.cache_tag in response.headers["Cache-Tag"]
        assert client.get("/fr/demarches/acte/papier-3.pdf").status_code == 404
        assert client.get("/fr/demarches/autre/papier-1.pdf").status_code == 404

    def test_it_is_drawn_once(self, client: Client, version, django_assert_max_num_queries):
        first = client.get("/fr/demarches/acte/papier-1.pdf").content
        with django_assert_max_num_queries(2):
            assert client.get("/fr/demarches/acte/papier-1.pdf").content == first

    def test_the_start_page_links_to_it(self, client: Client, version):
        page = client.get("/fr/demarches/acte/commencer/").content.decode()
        assert 'href="/fr/demarches/acte/papier-1.pdf"' in page
