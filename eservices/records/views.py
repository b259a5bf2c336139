"""A person's own data, in their space."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.core.rate_limits import hit, too_many
from eservices.accounts.models import Person
from eservices.accounts.views import of_person
from eservices.cases.chain import RESIDENT, Actor
from eservices.cases.models import Case
from eservices.records import holdings

_HOUR = 3600
_IN_MEMORY = 20 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@of_person
def my_data(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Explain what is given, then give it."""
    if request.method != "POST":
        return render(request, "eservices_records/my_data.html")
    if not hit("records.copy", str(person.uuid), 10, _HOUR):
        return too_many(request, _HOUR)
    return copy_of(list(Case.objects.of_person(person)), person, get_language() or "fr", RESIDENT)


def copy_of(cases: list[Case], person: Person | None, language: str, actor: Actor) -> FileResponse:
    """Return the file as a download, made in memory or beside it, kept nowhere."""
    package = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    holdings.give(cases=cases, person=person, actor=actor, language=language, out=package)
    package.seek(0)
    response = FileResponse(package, as_attachment=True, filename=_("my-data.zip"))
    response.headers["Cache-Control"] = "no-store"
    return response
