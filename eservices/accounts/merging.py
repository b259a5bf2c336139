"""Two persons of the register who are one: merged with all they have, and parted again.

A merge moves every row that points to the second person and fills what is blank in the first;
`PersonMerge` keeps which, so that undoing puts back exactly that. What came afterwards stays
with the first. The second person stays, found by no search.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from eservices.accounts import permissions, register
from eservices.accounts.models import Person, PersonKey, PersonMerge

if TYPE_CHECKING:
    from eservices.accounts.models import User

logger = logging.getLogger("eservices.accounts.merging")

#: What goes with the person as a whole: one account, one proved identity.
_ACCOUNT = ("user_id", "identity_issuer", "identity_subject", "identity", "identity_at")


class NotAllowed(Exception):
    """Merging and parting persons is for officers."""


class SamePerson(Exception):
    """A person is not merged with themselves."""


class MergedAlready(Exception):
    """One of the two was merged into somebody meanwhile."""


class TwoAccounts(Exception):
    """Both have a space of their own: one is closed by its owner first."""


class CannotPart(Exception):
    """It was parted already, or the first person was merged into another since."""


#: Told of each merge and each parting, in its transaction: (what moved, who did it, undone).
Moved = Mapping[str, list[int]]
Follower = Callable[[PersonMerge, Moved, "User"], None]
_followers: dict[str, Follower] = {}


def follow(name: str, follower: Follower) -> None:
    """Register what another app does when its rows change persons; in ``AppConfig.ready``.

    ``Moved`` maps "app.Model.field" to the keys of the rows; ``PersonMerge.undone_at`` is
    set when they come back.
    """
    if name in _followers:
        raise ValueError(f"{name!r} follows merges already")
    _followers[name] = follower


def _relations() -> Iterator[tuple[str, type[models.Model], str]]:
    """Yield every column of the database that points to a person."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model, name = relation.related_model, relation.field.name
        if model not in (PersonKey, PersonMerge):
            yield f"{model._meta.label}.{name}", model, name


@transaction.atomic
def merge(*, kept: Person, merged: Person, user: User, reason: str = "") -> PersonMerge:
    """Give ``kept`` all that ``merged`` has; exactly once, and reversibly.

    Raises:
        NotAllowed, SamePerson, MergedAlready, TwoAccounts
    """
    if not permissions.may_merge(user):
        raise NotAllowed
    if kept.pk == merged.pk:
        raise SamePerson
    kept, merged = _locked(kept, merged)
    if PersonMerge.objects.standing().filter(merged__in=[kept, merged]).exists():
        raise MergedAlready
    if _has_account(kept) and _has_account(merged):
        raise TwoAccounts
    filled = _fill(kept, merged)
    done = PersonMerge.objects.create(
        kept=kept,
        merged=merged,
        reason=reason,
        filled=filled,
        moved={},
        actor_id=user.pk,
        actor_name=str(user)[:300],
    )
    done.moved = {
        label: keys
        for label, model, name in _relations()
        if (keys := _move(model, name, merged, kept))
    }
    done.save(update_fields=["moved"])
    register.unindex(merged)
    register.index(kept)
    _tell(done, user)
    return done


@transaction.atomic
def part(*, merge: PersonMerge, user: User) -> PersonMerge:
    """Undo a merge: rows and facts that it moved go back, if they still are where it put them.

    Raises:
        NotAllowed, CannotPart
    """
    if not permissions.may_merge(user):
        raise NotAllowed
    kept, merged = _locked(merge.kept, merge.merged)
    now = timezone.now()
    undone = PersonMerge.objects.standing().filter(pk=merge.pk)
    if PersonMerge.objects.standing().filter(merged=kept).exists() or not undone.update(
        undone_at=now, undone_by_id=user.pk, undone_by_name=str(user)[:300]
    ):
        raise CannotPart
    done = PersonMerge.objects.get(pk=merge.pk)
    for label, keys in done.moved.items():
        model, name = apps.get_model(label.rpartition(".")[0]), label.rpartition(".")[2]
        _manager(model).filter(**{"pk__in": keys, name: kept}).update(**{name: merged})
    _empty(kept, merged, done.filled)
    register.index(kept)
    register.index(merged)
    _tell(done, user)
    return done


def hold(persons: Iterable[int | None]) -> None:
    """Lock persons (by key) before rows that name them, as a merge does, in the caller's
    transaction: what moves to another person is then read as it is, and neither act waits
    for the other in a circle."""
    keys = {key for key in persons if key is not None}
    if keys:
        rows = Person.objects.select_for_update(of=("self",), no_key=True)
        list(rows.filter(pk__in=keys).order_by("pk"))


def current(person: Person) -> Person:
    """Return who a person is now: whom they were merged into, else themselves."""
    seen = {person.pk}
    while found := PersonMerge.objects.standing().filter(merged=person).first():
        person = found.kept
        if person.pk in seen:
            break
        seen.add(person.pk)
    return person


def _locked(kept: Person, merged: Person) -> tuple[Person, Person]:
    """Lock both rows, always in one order."""
    rows = Person.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[kept.pk, merged.pk])}
    return found[kept.pk], found[merged.pk]


def _has_account(person: Person) -> bool:
    return person.user_id is not None or bool(person.identity_subject)


def _manager(model: type[models.Model]) -> models.Manager[Any]:
    return model._base_manager


def _move(model: type[models.Model], name: str, source: Person, target: Person) -> list[int]:
    """Point the rows of ``source`` to ``target``; one that the target has already stays."""
    keys = list(_manager(model).filter(**{name: source}).values_list("pk", flat=True))
    moved = []
    for key in keys:
        try:
            with transaction.atomic():
                # Asked again for its person: a claim may have taken it meanwhile.
                rows = _manager(model).filter(**{"pk": key, name: source})
                changed = rows.update(**{name: target})
        except IntegrityError:
            continue
        if changed:
            moved.append(key)
    return moved


def _fill(kept: Person, merged: Person) -> dict[str, list[Any]]:
    """Fill what ``kept`` lacks; return each fact as it was of ``kept`` and is of ``merged``."""
    names = [
        name for name in register.WRITABLE if not getattr(kept, name) and getattr(merged, name)
    ]
    if {"given_names", "family_name"} & set(names) and str(kept) != str(kept.uuid):
        # Half a name is a name of its own: the other half may be another's.
        names = [name for name in names if name not in ("given_names", "family_name")]
    names += [name for name in _ACCOUNT if getattr(merged, name)]
    filled = {name: [getattr(kept, name), getattr(merged, name)] for name in names}
    account = {name: _field(name).get_default() for name in _ACCOUNT if name in filled}
    if account:  # one account and one identity belong to one person at a time
        Person.objects.filter(pk=merged.pk).update(**account)
    for name, (_before, value) in filled.items():
        setattr(kept, name, value)
    kept.save()
    encoder = DjangoJSONEncoder()
    return {
        name: [value if value is None else _plain(encoder, value) for value in pair]
        for name, pair in filled.items()
    }


def _plain(encoder: DjangoJSONEncoder, value: Any) -> Any:
    return value if isinstance(value, str | int | dict) else encoder.default(value)


def _field(name: str) -> models.Field[Any, Any]:
    return next(field for field in Person._meta.concrete_fields if field.attname == name)


def _empty(kept: Person, merged: Person, filled: Mapping[str, list[Any]]) -> None:
    """Take back the facts that a merge gave ``kept``, those changed since excepted."""
    back: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for name, (before, value) in filled.items():
        field = _field(name)
        now = getattr(kept, name)
        told = field.to_python(value) if not isinstance(field, models.JSONField) else value
        if now == told:
            back[name] = field.to_python(before) if before is not None else None
            if name in _ACCOUNT:
                given[name] = told
    if back:
        Person.objects.filter(pk=kept.pk).update(**back)
    if given:
        Person.objects.filter(pk=merged.pk).update(**given)
    kept.refresh_from_db()
    merged.refresh_from_db()


def _tell(done: PersonMerge, user: User) -> None:
    act = "parted from" if done.undone_at else "merged into"
    logger.info("user %s: person %s %s %s", user.pk, done.merged.uuid, act, done.kept.uuid)
    for follower in _followers.values():
        follower(done, done.moved, user)
