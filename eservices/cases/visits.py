"""A visit: for an hour after proof, this browser reads this case, and no other.

One signed HttpOnly cookie for each path under which the case is shown: its tracking page
in each language, and its files. No session, no account.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import override

from eservices.accounts import persons
from eservices.cases import mandates
from eservices.cases.models import Case

COOKIE = "case_visit"
DURATION = timedelta(hours=1)
_SALT = "eservices.cases.visits"


def paths(case_uuid: UUID) -> dict[str, str]:
    """Return, by cookie name, the addresses below which the cookies are sent.

    One name a path: a response cannot set one name twice.
    """
    found = {f"{COOKIE}_files": reverse("case_files:case", args=[case_uuid])}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[f"{COOKIE}_{language}"] = reverse("cases:case", args=[case_uuid])
    return found


def begin(request: HttpRequest, response: HttpResponseBase, case: Case) -> None:
    """Let this browser read the case; called again, the hour starts anew."""
    value = signing.dumps(str(case.uuid), salt=_SALT)
    for name, path in paths(case.uuid).items():
        response.set_cookie(
            name,
            value,
            max_age=DURATION,
            path=path,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def renew(request: HttpRequest, response: HttpResponseBase, case: Case) -> None:
    """Let the hour start anew for a browser on a visit.

    Who reads a case of their space gets no visit: what opened it may end, by signing out or
    by the end of a mandate, and then nothing is left.
    """
    if reads(request, case.uuid):
        begin(request, response, case)


def end(response: HttpResponseBase, case_uuid: UUID) -> None:
    """Take the cookies away."""
    for name, path in paths(case_uuid).items():
        response.delete_cookie(name, path=path, samesite="Lax")


def owns(request: HttpRequest, case_uuid: UUID) -> bool:
    """Return whether the person signed in is the one whose case this is, or sent it for them
    under a mandate that is in force now."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    person = persons.signed_in(request)
    if person is None:
        return False
    own = Case.objects.filter(uuid=case_uuid, person=person).exists()
    return own or mandates.opens(case_uuid=case_uuid, person=person)


def is_person(request: HttpRequest, case_uuid: UUID) -> bool:
    """Return whether it is the person themselves who looks: by proof, or in their own space.

    Who sent the case under a mandate is not: see `eservices.cases.rights`.
    """
    if reads(request, case_uuid):
        return True
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    person = persons.signed_in(request)
    return person is not None and Case.objects.filter(uuid=case_uuid, person=person).exists()


def may_keep(request: HttpRequest, case: Case) -> bool:
    """Return whether the person signed in, who proved the case theirs, can keep it."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not reads(request, case.uuid):
        return False
    person = persons.signed_in(request)
    if person is None or case.person_id == person.pk:
        return False
    return case.person is None or case.person.user_id is None


def reads(request: HttpRequest, case_uuid: UUID) -> bool:
    """Return whether this browser is on a visit to this case."""
    for name, value in request.COOKIES.items():
        if name.startswith(COOKIE):
            try:
                if signing.loads(value, salt=_SALT, max_age=DURATION) == str(case_uuid):
                    return True
            except signing.BadSignature:
                continue
    return False
