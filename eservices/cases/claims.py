"""The owner of a request sent at a counter brings it into their own space, exactly once.

They prove it by the code and a second fact, or by the code and the one-time code printed on
the receipt. That one is worked out from the case with the site's secret: it is stored nowhere,
and is worth nothing once the case was claimed.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from eservices.accounts import merging
from eservices.accounts.models import Person
from eservices.cases import chain, codes, facts, finding, tracking
from eservices.cases.chain import RESIDENT
from eservices.cases.enums import Channel, EventKind
from eservices.cases.models import Case, CaseClaim, TrackingFact


class ClaimedAlready(Exception):
    """The case is in somebody's space, this person's perhaps."""


def one_time_code(case: Case) -> str:
    """Return the code printed on the receipt of a case sent with help; '' for one sent alone."""
    if case.channel == Channel.ONLINE:
        return ""
    return _code(case, settings.SECRET_KEY)


def _code(case: Case, secret: str | bytes) -> str:
    key = secret.encode() if isinstance(secret, str) else secret
    digest = hmac.new(key + b"eservices.cases.claims", case.uuid.bytes, sha256).digest()
    number, body = int.from_bytes(digest[:8], "big"), ""
    for _sign in range(codes.LENGTH - 1):
        number, place = divmod(number, len(codes.ALPHABET))
        body += codes.ALPHABET[place]
    return body + codes.check_symbol(body)


def _proves(case: Case, typed: str, known: list[TrackingFact]) -> bool:
    """Say whether ``typed`` is a fact of the case or its one-time code, after the same work."""
    try:
        code = codes.normalise(typed)
    except codes.InvalidCode:
        code = ""
    printed = False
    if case.channel != Channel.ONLINE:
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            same = constant_time_compare(_code(case, secret), code)
            printed = printed or same
    return facts.matches(typed, known) or printed


def claim(*, code: str, proof: str, person: Person, address: str) -> Case:
    """Bring the case that ``code`` names into the space of ``person``, and return it.

    Raises:
        eservices.cases.tracking.NotFound: unknown code or wrong proof; never says which.
        eservices.cases.tracking.TooManyAttempts
        ClaimedAlready
    """

    def look(known: str) -> Case | None:
        case = Case.objects.filter(code=known).first()
        if case is None:
            facts.matches(proof, [])
            return None
        return case if _proves(case, proof, list(case.facts.all())) else None

    found = tracking.attempt(code=code, address=address, look=look)
    return take(case=found, person=person)


@transaction.atomic
def take(*, case: Case, person: Person) -> Case:
    """Give a case to ``person``, who proved it theirs; what was read of it stays read.

    Raises:
        ClaimedAlready: or it belongs to somebody who has a space.
    """
    merging.hold([person.pk, Case.objects.values_list("person", flat=True).get(pk=case.pk)])
    # Without a join: where another act moved the case meanwhile, a joined row would be the old.
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    former = locked.person
    if former is not None and (former.pk == person.pk or former.user_id is not None):
        raise ClaimedAlready
    try:
        with transaction.atomic():
            CaseClaim.objects.create(case=locked, person=person, former=former)
    except IntegrityError as error:
        raise ClaimedAlready from error
    locked.person = person
    locked.save(update_fields=["person"])
    finding.index_request(case=locked)
    chain.append(locked, EventKind.CLAIMED, RESIDENT)
    return locked
