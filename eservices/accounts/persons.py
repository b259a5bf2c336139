"""The only writer of what the city knows of persons with an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from eservices.accounts import register
from eservices.accounts.enums import KnownKey
from eservices.accounts.models import KnownAnswer, Person, User
from eservices.accounts.sign_in import StaffRefused, is_staff

if TYPE_CHECKING:
    from eservices.accounts.oidc import Identity

#: Accounts made by a proved identity alone have no address to sign in by mail.
NO_ADDRESS = "identity.invalid"


class AlreadyLinked(Exception):
    """The identity belongs to another account, or the account to another identity."""


def person_of(user: User) -> Person:
    """Return the person behind an account, made when there was none."""
    address = "" if user.email.endswith(f"@{NO_ADDRESS}") else user.email
    try:
        with transaction.atomic():
            person, is_new = Person.objects.get_or_create(user=user, defaults={"email": address})
            if is_new:
                register.index(person)
            return person
    except IntegrityError:  # in another tab, at the same moment
        return Person.objects.get(user=user)


def signed_in(request: HttpRequest) -> Person | None:
    """Return the person who is signed in; staff act as staff, never as themselves."""
    user = getattr(request, "user", None) or AnonymousUser()
    if not isinstance(user, User) or is_staff(user):
        return None
    return person_of(user)


@transaction.atomic
def adopt_identity(*, user: User | None, identity: Identity) -> User:
    """Return the account of a proved identity: the one it has, ``user``'s, or a new one.

    An address told by the provider was proved by nobody, so it never opens an account
    that stands under that address.

    Raises:
        AlreadyLinked, StaffRefused
    """
    known = {"identity_issuer": identity.issuer, "identity_subject": identity.subject}
    holder = Person.objects.select_for_update(of=("self",)).filter(**known).first()
    if holder is not None and holder.user is None:
        raise AlreadyLinked
    if holder is not None and user is not None and holder.user_id != user.pk:
        raise AlreadyLinked
    account = holder.user if holder is not None else user or _account(identity)
    if account is None or is_staff(account) or not account.is_active:
        raise StaffRefused
    person = holder or person_of(account)
    if holder is None and person.identity_subject:
        raise AlreadyLinked
    parts = identity.parts
    Person.objects.filter(pk=person.pk).update(
        **known,
        identity=parts,
        identity_at=timezone.now(),
        given_names=parts.get("given", "")[:200],
        family_name=parts.get("family", "")[:200],
        birth_date=parts.get("birth_date") or None,
        email=person.email or identity.email,
    )
    register.index(Person.objects.get(pk=person.pk))
    return account


def _account(identity: Identity) -> User:
    return User.objects.create_user(f"{identity.digest}@{NO_ADDRESS}")


@transaction.atomic
def remember(*, person: Person, answers: Mapping[str, Any]) -> None:
    """Keep answers (by `KnownKey`) to offer them again; unknown keys are left out."""
    for key, value in answers.items():
        if key in KnownKey.values and value:
            KnownAnswer.objects.update_or_create(person=person, key=key, defaults={"value": value})


def known(person: Person) -> dict[str, Any]:
    """Return what can be offered to ``person``, by `KnownKey`, in canonical values.

    A proved identity goes before what was typed.
    """
    answers: dict[str, Any] = dict(person.known_answers.values_list("key", "value"))
    if person.email:
        answers.setdefault(KnownKey.EMAIL, person.email)
    if person.identity:
        answers[KnownKey.IDENTITY] = person.identity
        answers[KnownKey.NAME] = {
            key: person.identity[key] for key in ("given", "family") if key in person.identity
        }
        if person.identity.get("birth_date"):
            answers[KnownKey.BIRTH_DATE] = person.identity["birth_date"]
    return answers


def written(person: Person) -> dict[KnownKey, Any]:
    """Return what the register says of ``person``, as answers: what staff may read and write."""
    name = {"given": person.given_names, "family": person.family_name}
    born = {"birth_date": person.birth_date.isoformat()} if person.birth_date else {}
    return {
        KnownKey.NAME: name,
        KnownKey.IDENTITY: {**name, **born},
        KnownKey.BIRTH_DATE: person.birth_date,
        KnownKey.EMAIL: person.email,
        KnownKey.PHONE: person.phone,
    }


def proved(person: Person) -> frozenset[str]:
    """Return the keys that a provider proved, which the person reads and does not change."""
    if not person.identity:
        return frozenset()
    keys = {KnownKey.IDENTITY, KnownKey.NAME}
    return frozenset(keys | ({KnownKey.BIRTH_DATE} if person.identity.get("birth_date") else set()))


def forget(*, person: Person, key: str) -> None:
    """Erase one remembered answer."""
    person.known_answers.filter(key=key).delete()


def forget_unattached(*, person: Person) -> int:
    """Erase a person without account whom no row needs any more; return how many were erased.

    Every key to `Person` counts, whichever app has it, but those that go with the person
    (CASCADE). Whoever was found to be the same person goes too.
    """
    if person.user_id is not None or not Person.objects.filter(pk=person.pk).exists():
        return 0
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: person})
        if relation.on_delete is not models.CASCADE and rows.exists():
            return 0
    same = [merge.merged for merge in person.merges.select_related("merged")]
    person.delete()
    return 1 + sum(forget_unattached(person=other) for other in same)


@transaction.atomic
def close_account(*, user: User) -> None:
    """Erase an account with what was remembered; requests already sent stay with the city."""
    if is_staff(user):
        raise StaffRefused
    person = Person.objects.filter(user=user).first()
    if person is not None:
        person.known_answers.all().delete()
        person.identity_issuer = person.identity_subject = ""
        person.identity, person.identity_at, person.user = {}, None, None
        person.save()
    user.delete()
