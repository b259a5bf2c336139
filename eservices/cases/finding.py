"""Agents' search over cases: words kept as rows beside what they are words of.

Rows are written in the transaction of the request or message that they index, and deleted
with it; nothing of them is in the public index, and nothing public is in them. Rights are no
part of this index: a search is a condition on cases, which the caller has restricted to those
open to the user, in one query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, QuerySet, Value, When

from eservices.accounts.models import Person
from eservices.accounts.names import folded, keys
from eservices.cases.codes import InvalidCode, normalise
from eservices.cases.enums import FactKind, FoundIn
from eservices.cases.erasing import Eraser
from eservices.cases.facts import plain_fact
from eservices.cases.kinds import UnknownKind, kinds
from eservices.cases.models import Case, CaseEventNote, CaseTerm
from eservices.cases.models.finding import LONGEST
from eservices.cases.querysets import CaseQuerySet

#: In every text, so that they tell nothing of one.
_COMMON = frozenset(
    "a au aux avec ce cet cette ces d dans de des du elle en est et eu il ils je j l la le les"
    " leur lui ma mais me mes m mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses"
    " si son sont sur ta te tes ton t tu un une vos votre vous y the of and to in is".split()
)
MOST_WORDS = 6
_ALL = Q()
#: Telephone numbers, postcodes, figures: groups of digits are one word.
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f.\-/](?=\d)")
#: A day in a sentence.
_DAY = re.compile(r"\b\d{1,2}(?:er)?[ /.\-][^\W_]+[ /.\-]\d{4}\b|\b\d{4}-\d\d-\d\d\b")


def words(text: str) -> list[str]:
    """Return the folded words of ``text``; grouped digits are one, and so is a day."""
    days = [_day(found) for found in _DAY.findall(text)]
    return [*folded(_GROUPED.sub("", text)), *filter(None, days)]


def _day(text: str) -> str:
    return plain_fact(FactKind.DATE, text).replace("-", "")


def index_request(*, case: Case) -> None:
    """Write anew the words of what was asked: names and answers, in the caller's transaction."""
    CaseTerm.objects.filter(case=case, note=None).delete()
    try:
        kind = kinds[case.kind]
    except UnknownKind:
        names, texts = [], []
    else:
        names = list(kind.names(case))
        texts = [row.value for section in kind.answers(case, "fr") for row in section.rows]
    if case.person is not None:
        names += [case.person.given_names, case.person.family_name]
    called = _name_words(names)
    sounds = {key for word in called if word.isalpha() for key in keys(word)}
    CaseTerm.objects.bulk_create(
        [
            *_rows(case, FoundIn.NAME, called),
            *_rows(case, FoundIn.SOUND, sounds),
            *_rows(case, FoundIn.ANSWER, _text_words([*texts, case.contact_email])),
        ]
    )


def index_person(person: Person) -> None:
    """Write anew the words of each case of a person whose name or cases changed; see
    `eservices.accounts.register.follow`."""
    cases = Case.objects.select_for_update(of=("self",)).filter(person=person)
    for case in cases.order_by("pk"):
        case.person = person
        index_request(case=case)


def index_note(*, case: Case, note: CaseEventNote) -> None:
    """Write the words of a message, in the caller's transaction."""
    CaseTerm.objects.filter(note=note).delete()
    CaseTerm.objects.bulk_create(_rows(case, FoundIn.MESSAGE, _text_words([note.text]), note))


class SearchEraser(Eraser):
    """The words of a case go with it, and those of answers with the answers."""

    key = "search"

    def erase(self, case: Case) -> Mapping[str, int]:
        CaseTerm.objects.filter(case=case).delete()
        return {}

    def erase_answers(self, case: Case, retention_class: str) -> int:
        """Read anew what is left; registered last, it comes after those who erase answers."""
        index_request(case=case)
        return 0


def rebuild(*, case: Case) -> None:
    """Index one case anew, messages too, in the caller's transaction."""
    CaseTerm.objects.filter(case=case).delete()
    index_request(case=case)
    for letter in case.messages.select_related("event__note"):
        note = getattr(letter.event, "note", None)
        if note is not None:
            index_note(case=case, note=note)


def _rows(
    case: Case, found_in: FoundIn, found: Iterable[str], note: CaseEventNote | None = None
) -> list[CaseTerm]:
    cut = {word[:LONGEST] for word in found}
    return [CaseTerm(case=case, note=note, found_in=found_in, word=word) for word in sorted(cut)]


def _name_words(names: Iterable[str]) -> set[str]:
    """Return the words of names, and a name of several written as one: Le Goff, Legoff."""
    found: set[str] = set()
    for name in names:
        parts = folded(name)
        found.update(parts)
        if len(parts) > 1:
            found.add("".join(parts))
    return found


def _text_words(texts: Iterable[str]) -> set[str]:
    found = {word for text in texts for word in words(text)} - _COMMON
    return {word for word in found if len(word) > 1}


def find(cases: CaseQuerySet, typed: str, *, words_of: Q = _ALL) -> CaseQuerySet:
    """Restrict ``cases`` to those that ``typed`` names, with their ``nearness``.

    A code, or the beginning of one, finds by code. Otherwise every word must be in the case:
    of a name, also as it sounds or with one slip (`eservices.accounts.names`); of answers and
    messages, as written or as the beginning of a word. ``nearness`` is 0 where all words are
    as typed, 1 otherwise. Words are looked at in cases of ``words_of`` alone.
    """
    coded = _coded(cases, typed)
    if coded is not None:
        return coded.annotate(nearness=Value(0))
    asked = _asked(typed)
    if not asked:
        return cases.none().annotate(nearness=Value(1))
    found = _having([_as_typed(word) | _misspelt(word) for word in asked])
    parts = folded(typed)
    if len(parts) > 1:
        joined = "".join(parts)[:LONGEST]
        found = found.union(_having([Q(found_in=FoundIn.NAME, word=joined) | _misspelt(joined)]))
    exactly = _having([_as_typed(word) for word in asked])
    return cases.filter(Q(words_of, pk__in=found) | _begun(typed)).annotate(
        nearness=Choose(When(pk__in=exactly, then=0), default=1, output_field=IntegerField())
    )


def places(cases: Sequence[int], typed: str) -> dict[int, set[FoundIn]]:
    """Return where each of ``cases`` (keys) holds a word of ``typed``."""
    asked = Q(pk__in=[])
    for word in _asked(typed):
        asked |= _as_typed(word) | _misspelt(word)
    rows = CaseTerm.objects.filter(asked, case__in=cases).values_list("case", "found_in")
    found: dict[int, set[FoundIn]] = {}
    for case, found_in in rows.distinct():
        found.setdefault(case, set()).add(FoundIn(found_in))
    return found


def _coded(cases: CaseQuerySet, typed: str) -> CaseQuerySet | None:
    """Return the cases of a code; ``None`` for what is no code and begins none."""
    try:
        return cases.filter(code=normalise(typed))
    except InvalidCode:
        begun = cases.with_code(typed)
        return begun if any(sign.isdigit() for sign in typed) and begun.exists() else None


def _begun(typed: str) -> Q:
    """Return the condition of codes that begin as typed, for those begun by letters alone."""
    return Q(pk__in=Case.objects.with_code(typed).values("pk"))


def _asked(typed: str) -> list[str]:
    """Return the words of a question; a day is one word, however it is written."""
    day = _day(typed)
    asked = [day] if day else folded(_GROUPED.sub("", typed))
    return ([word for word in asked if word not in _COMMON] or asked)[:MOST_WORDS]


def _having(each: Sequence[Q]) -> QuerySet[CaseTerm, int]:
    """Return the keys of the cases that have a term of each condition."""
    first, *others = each
    terms = CaseTerm.objects.filter(first)
    for other in others:
        terms = terms.filter(case__in=CaseTerm.objects.filter(other).values("case"))
    return terms.values_list("case", flat=True)


def _as_typed(word: str) -> Q:
    """Return the terms equal to ``word``, or beginning with it where it is long enough.

    A plural finds its singular. The range asks an index whatever the collation is.
    """
    stem = word[:-1] if len(word) > 4 and word[-1] in "sx" else word
    written = ~Q(found_in=FoundIn.SOUND)
    if len(stem) < 3 or not stem.isascii():
        return written & Q(word=word[:LONGEST])
    return written & Q(word__gte=stem[:LONGEST], word__lte=stem.ljust(LONGEST, "z")[:LONGEST])


def _misspelt(word: str) -> Q:
    """Return the terms of names that ``word`` may have been meant for."""
    if not word.isalpha():
        return Q(pk__in=[])
    return Q(found_in=FoundIn.SOUND, word__in=keys(word))
