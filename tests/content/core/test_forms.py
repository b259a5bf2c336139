"""Forms: what is said, to whom it is tied, where focus goes."""

import datetime
import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import override

from content.core.forms import (
    AccessibleForm,
    DateField,
    ErrorLink,
    PersonNameField,
    PostalAddressField,
    Radios,
    error_summary,
)
from tests.content.core.design_samples import WRONG, EveryQuestion, LoneQuestion


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


class Birth(AccessibleForm):
    born = DateField(label="Date of birth", latest=datetime.date(2026, 11, 23))


def birth(day: str, month: str, year: str) -> Birth:
    return Birth({"born-day": day, "born-month": month, "born-year": year})


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("1", "3", "1985"),
        ("01", "03", "1985"),
        ("1er", "mars", "1985"),
        ("1st", "March", "1985"),
        (" 1 ", "mar.", " 1985 "),
    ],
)
def test_a_date_is_read_however_it_is_written(day: str, month: str, year: str) -> None:
    form = birth(day, month, year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == datetime.date(1985, 3, 1)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        *[
            (n, i)
            for i, n in enumerate(
                "janv févr mars avr mai juin juil août sept oct nov déc".split(), start=1
            )
        ],
        *[
            (n, i)
            for i, n in enumerate(
                "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1
            )
        ],
        ("DÉCEMBRE", 12),
        ("aout", 8),
        ("january", 1),
    ],
)
def test_months_have_their_names(name: str, number: int) -> None:
    form = birth("2", name, "2000")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"].month == number


@pytest.mark.parametrize(
    ("parts", "words", "focus"),
    [
        (("", "", ""), "write the day, the month and the year", "id_born-day"),
        (("5", "", ""), "add the month and the year", "id_born-month"),
        (("5", "6", ""), "add the year", "id_born-year"),
        (("32", "1", "1985"), "the day must be a number from 1 to 31", "id_born-day"),
        (("1", "jui", "1985"), "the month must be", "id_born-month"),
        (("1", "13", "1985"), "the month must be", "id_born-month"),
        (("1", "1", "85"), "the year must have four digits", "id_born-year"),
        (("1", "1", "٢٠٠٠"), "the year must have four digits", "id_born-year"),
        (("29", "2", "1985"), "this month has 28 days only", "id_born-day"),
        (("24", "11", "2026"), "or earlier", "id_born-day"),
    ],
)
def test_a_wrong_date_says_which_part(parts: tuple[str, str, str], words: str, focus: str) -> None:
    (link,) = error_summary(birth(*parts))
    assert link.text.startswith("“Date of birth”: ")
    assert words in link.text
    assert link.target == focus


def test_two_wrong_parts_are_two_errors() -> None:
    targets = [link.target for link in birth("45", "x", "1985").error_summary]
    assert targets == ["id_born-day", "id_born-month"]


def test_only_the_wrong_part_of_a_date_is_marked_invalid() -> None:
    html = str(birth("5", "13", "1985"))
    assert re.findall(r'name="(born-\w+)"[^>]*aria-invalid', html) == ["born-month"]
    assert 'value="13"' in html


def test_an_optional_date_may_stay_empty_and_a_kept_one_is_shown_again() -> None:
    class Optional(AccessibleForm):
        day = DateField(required=False)

    assert Optional({}).is_valid()
    html = str(Optional(initial={"day": "1985-03-01"}))
    assert re.findall(r'value="(\d+)"', html) == ["1", "3", "1985"]
    assert "(optional)" in html


def test_a_date_that_did_not_change_is_not_changed() -> None:
    data = {"born-day": "1", "born-month": "3", "born-year": "1985"}
    assert not Birth(data, initial={"born": datetime.date(1985, 3, 1)}).has_changed()


def test_an_address_reports_each_part_and_cleans_the_postcode() -> None:
    class Where(AccessibleForm):
        home = PostalAddressField(label="Address")

    form = Where({"home-postcode": "7501", "home-town": "Paris"})
    assert list(form.error_summary) == [
        ErrorLink("“Address – Number and street”: fill in this answer.", "id_home-street"),
        ErrorLink(
            "“Address – Postcode”: write five digits, for example 75011.", "id_home-postcode"
        ),
    ]
    right = Where({"home-street": " 1  rue X", "home-postcode": "75 011", "home-town": "Paris"})
    assert right.is_valid()
    assert right.cleaned_data["home"] == {
        "street": "1 rue X",
        "complement": "",
        "postcode": "75011",
        "town": "Paris",
    }


def test_another_country_has_its_own_postcodes() -> None:
    class Where(AccessibleForm):
        home = PostalAddressField(abroad=True)

    data = {"home-street": "1 High St", "home-town": "Leeds", "home-postcode": "LS1 4AP"}
    assert not Where(data).is_valid()
    assert Where({**data, "home-country": "Royaume-Uni"}).is_valid()


def test_the_parts_of_a_user_carry_autocomplete_and_others_do_not() -> None:
    class Two(AccessibleForm):
        me = PersonNameField()
        other = PersonNameField(about_user=False)

    html = str(Two())
    assert re.findall(r'autocomplete="([\w-]+)"', html) == [
        "given-name",
        "family-name",
        "off",
        "off",
    ]


def test_hint_and_error_stand_between_label_and_control_and_describe_it() -> None:
    class Mail(AccessibleForm):
        email = forms.EmailField(label="E-mail", help_text="For the code.")

    html = str(Mail({"email": "x@"}))
    places = [html.index(part) for part in ("<label", 'class="hint"', 'class="error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_email_hint id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert "Error:" in html
    assert "required" not in html


def test_every_error_beside_a_field_is_in_the_summary_with_the_same_words() -> None:
    form = EveryQuestion(WRONG)
    page = render_to_string("content_core/components/error_summary.html", {"form": form})
    body = str(form)
    links = re.findall(r'<a href="#([^"]+)">(.*?)</a>', page)
    assert len(links) == len(form.error_summary) == 11
    for target, words in links:
        assert re.search(rf'<(input|select|textarea)[^>]*id="{target}"', body), target
        assert words in body
    assert 'tabindex="-1" autofocus' in " ".join(page.split())
    assert "alert" not in page


def test_no_summary_without_errors() -> None:
    assert not EveryQuestion().error_summary
    page = render_to_string("content_core/components/error_summary.html", {"form": EveryQuestion()})
    assert page.strip() == ""


def test_radios_are_a_named_group_and_their_first_one_gets_focus() -> None:
    class Choice(AccessibleForm):
        kind = forms.ChoiceField(
            label="Which?", choices=[("a", "A"), ("b", "B")], widget=Radios(hints={"b": "Bee"})
        )

    form = Choice({})
    html = str(form)
    assert 'role="radiogroup" aria-invalid="true"' in html
    assert 'aria-describedby="id_kind_1_hint"' in html
    assert list(form.error_summary) == [ErrorLink("“Which?”: choose an answer.", "id_kind_0")]


def test_the_words_given_by_a_field_win() -> None:
    class Own(AccessibleForm):
        name = forms.CharField(error_messages={"required": "Write your name."})

    assert [link.text for link in Own({}).error_summary] == ["Write your name."]


def test_a_percent_in_a_label_is_only_a_sign() -> None:
    class Share(AccessibleForm):
        share = forms.CharField(label="Share in %s", max_length=2)
        born = DateField(label="100 % of")

    texts = [link.text for link in Share({"share": "100"}).error_summary]
    assert texts == [
        "“Share in %s”: write 2 characters at most.",
        "“100 % of”: write the day, the month and the year.",
    ]


def test_a_typed_value_is_escaped_and_comes_back() -> None:
    html = str(birth('"><script>', "1", "1985"))
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_the_label_of_a_lone_question_is_the_heading() -> None:
    html = str(LoneQuestion())
    assert re.search(r"<legend><h1>\s*Quelle est votre date", html)
    assert "<h1>" not in str(EveryQuestion(label_as_heading=True))


def test_a_lone_box_to_tick_leaves_the_heading_to_the_page() -> None:
    class LoneBox(AccessibleForm):
        agreed = forms.BooleanField(label="Je certifie que mes réponses sont exactes")

    form = LoneBox(label_as_heading=True)
    assert not form.label_as_heading
    assert "<h1>" not in str(form)
