"""Who a person is, as on civil-status records: names, birth date, birth place.

Civil-status records hold first names and a surname at birth; some people have one name
only. Places and countries are looked up by name: a name that several communes bear asks
which, and one that nobody knows is kept as typed. Nobody is refused for their birth place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.core.form_fields import Group, Part, PartsWidget
from content.core.form_fields.dates import DaysField, day_parts, typed_day
from eservices.procedures.definition.schema import Field
from eservices.procedures.enums import IdentityPart
from eservices.procedures.form_factory.asked import Asked
from eservices.procedures.form_factory.days import bounds, unknown_hint
from eservices.procedures.gazetteer import (
    Commune,
    communes_named,
    country_code,
    country_name,
)

#: Stored nowhere: the person says that none of the communes listed is theirs.
NONE_OF_THESE = "other"
_TYPED_COUNTRY = "birth_country"


class IdentityWidget(PartsWidget):
    """Asks which commune only when several bear the name typed."""

    def shown_parts(self, values: Mapping[str, str]) -> Sequence[Part]:
        found = namesakes(values)
        shown = []
        for part in self.parts:
            if part.key != "birth_commune":
                shown.append(part)
            elif len(found) > 1:
                shown.append(which_commune(part, found))
        return shown


def namesakes(typed: Mapping[str, str]) -> tuple[Commune, ...]:
    """Return the communes that the birth place typed may be; none for one abroad."""
    country = typed.get(_TYPED_COUNTRY, "").strip()
    if country and country_code(country) != "FR":
        return ()
    return communes_named(typed.get("birth_place", ""))


def which_commune(part: Part, found: Sequence[Commune]) -> Part:
    options = [(each.code, each.in_full + _now(each)) for each in found]
    return Part(
        part.key,
        part.label,
        kind="radios",
        group=part.group,
        options=(*options, (NONE_OF_THESE, _("Another one: keep what I typed"))),
    )


def _now(commune: Commune) -> str:
    return str(_(", today %(name)s")) % {"name": commune.now} if commune.now else ""


class IdentityField(DaysField):
    """Cleans to a mapping of parts: ``given``, ``family``, ``used_name``, ``single``,
    ``birth_date`` (ISO, perhaps partial), ``birth_place``, ``birth_commune`` (code of Insee,
    absent for a place kept as typed), ``birth_country`` (ISO code, else as typed).
    """

    default_error_messages = {
        "required": _("“%(label)s”: write the names as on the civil-status record."),
        "given": _("“%(part)s”: write them, or tick “one name only” below."),
        "family": _("“%(part)s”: write it, as on the civil-status record."),
        "single": _("“%(label)s – One name only”: write this name, as on the identity document."),
        "birth_date": _("“%(label)s – Date of birth”: write the day, the month and the year."),
        "birth_place": _("“%(part)s”: write the name of the town, for example Lille."),
        "which": _("“%(label)s – Town of birth”: several towns are named %(name)s. Choose which."),
    }
    needed_parts = ("day", "month", "year")

    def __init__(
        self, *, asks: frozenset[str], about_user: bool, hint: str = "", **kwargs: Any
    ) -> None:
        self.asks = asks
        parts = tuple(_parts(asks, about_user, hint))
        super().__init__(parts, widget=IdentityWidget(parts), **kwargs)

    @cached_property
    def asks_birth_date(self) -> bool:
        return IdentityPart.BIRTH_DATE in self.asks

    def prepare_value(self, value: Any) -> Any:
        """Return a canonical identity as a person would type it; what was typed stays."""
        if not isinstance(value, Mapping) or not {"birth_date", _TYPED_COUNTRY} & value.keys():
            return value
        if "birth_year" in value:
            return value
        country = value.get(_TYPED_COUNTRY, "")
        shown = {key: text for key, text in value.items() if key != "birth_date"}
        shown[_TYPED_COUNTRY] = "" if country == "FR" else country_name(country, "fr")
        return shown | typed_day(value.get("birth_date", ""), "birth_")

    def clean(self, value: Any) -> dict[str, str]:
        typed = self.trimmed(value)
        if not any(text for key, text in typed.items() if key != "birth_commune"):
            if self.required:
                raise self.error("required", "given")
            return {}
        wrong = [
            self.error("part_too_long", part.key, limit=part.max_length)
            for part in self.parts
            if len(typed[part.key]) > part.max_length
        ]
        answer: dict[str, str] = {}
        for read in (self._names, self._birth_date, self._birth_place):
            try:
                answer |= read(typed)
            except ValidationError as error:
                wrong += error.error_list
        if wrong:
            raise ValidationError(wrong)
        return answer

    def _names(self, typed: Mapping[str, str]) -> dict[str, str]:
        given, family = typed["given"], typed["family"]
        used = {"used_name": typed.get("used_name", "")}
        if typed["single"]:
            if not given and not family:
                raise self.error("single", "family")
            return {"family": family or given, "single": "yes"} | used
        wrong = [
            self.error(key, key) for key, text in (("given", given), ("family", family)) if not text
        ]
        if wrong:
            raise ValidationError(wrong)
        return {"given": given, "family": family} | used

    def _birth_date(self, typed: Mapping[str, str]) -> dict[str, str]:
        if not self.asks_birth_date:
            return {}
        if not any(typed[f"birth_{part}"] for part in self.needed_parts):
            raise self.error("birth_date", *(f"birth_{part}" for part in self.needed_parts))
        asked = _("Date of birth")
        label = f"{self.label} – {asked}"
        return {"birth_date": self.read_day(typed, prefix="birth_", label=label)}

    def _birth_place(self, typed: Mapping[str, str]) -> dict[str, str]:
        if IdentityPart.BIRTH_PLACE not in self.asks:
            return {}
        place, country = typed["birth_place"], typed[_TYPED_COUNTRY]
        if not place:
            raise self.error("birth_place", "birth_place")
        code = (country_code(country) or country) if country else "FR"
        found = namesakes(typed)
        chosen = typed["birth_commune"]
        if len(found) > 1 and chosen not in {NONE_OF_THESE, *(each.code for each in found)}:
            raise self.error("which", "birth_commune", name=place)
        if len(found) > 1:
            found = tuple(each for each in found if each.code == chosen)
        if not found:
            return {"birth_place": place, _TYPED_COUNTRY: code}
        return {
            "birth_place": found[0].name,
            "birth_commune": found[0].code,
            _TYPED_COUNTRY: "FR",
        }


def _parts(asks: frozenset[str], about_user: bool, hint: str) -> list[Part]:
    fills = (lambda token: token) if about_user else (lambda token: "off")
    parts = [
        Part(
            "given",
            _("First names"),
            hint=_("All of them, in the order of the civil-status record."),
            autocomplete=fills("given-name"),
            max_length=150,
        ),
        Part(
            "family",
            _("Surname at birth"),
            autocomplete=fills("family-name"),
            max_length=150,
        ),
        Part("single", _("This person has one name only"), required=False, kind="checkbox"),
    ]
    if about_user:
        parts[-1] = Part("single", _("I have one name only"), required=False, kind="checkbox")
    if IdentityPart.USED_NAME in asks:
        parts.append(
            Part(
                "used_name",
                _("Name used every day, if it is another"),
                required=False,
                autocomplete=fills("nickname"),
                max_length=150,
            )
        )
    if IdentityPart.BIRTH_DATE in asks:
        group = Group("birth", _("Date of birth"), hint=hint, is_date=True)
        parts += day_parts("birth_", birthday_of_user=about_user, group=group)
    if IdentityPart.BIRTH_PLACE in asks:
        parts += _place_parts()
    return parts


def _place_parts() -> list[Part]:
    group = Group("birth_at", _("Place of birth"))
    return [
        Part(
            "birth_place",
            _("Town of birth"),
            hint=_("Its name now or at the time. For Paris, Lyon, Marseille: add the district."),
            autocomplete="off",
            max_length=150,
            group=group,
        ),
        Part(
            "birth_commune",
            _("Which of these towns?"),
            required=False,
            kind="radios",
            group=group,
        ),
        Part(
            _TYPED_COUNTRY,
            _("Country of birth, if it is not France"),
            required=False,
            hint=_("Its name now or at the time, for example Algeria, USSR."),
            autocomplete="off",
            max_length=100,
            group=group,
        ),
    ]


def identity(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return IdentityField(
        asks=frozenset(question.source.split()),
        about_user=bool(question.autocomplete),
        hint=unknown_hint(question),
        partial=question.partial,
        **bounds(question, asked),
        **common,
    )
