"""Definitions as open data; described in `openapi.py`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from eservices.procedures.json_schema import answers_schema
from eservices.procedures.models import ProcedurePage, ProcedureVersion

#: Grows when the same definition is written as another schema.
WRITER = 1
CONTENT_TYPE = "application/schema+json"
MAX_AGE = 3600


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Return what answers to one version look like; 404 for what is not public."""
    found = _public(slug, number)
    etag = quote_etag(f"{found.sha256}-{WRITER}")
    asked = request.headers.get("If-None-Match", "")
    if etag in (each.strip().removeprefix("W/") for each in asked.split(",")):
        response = HttpResponse(status=304)
    else:
        schema = answers_schema(
            found.compiled, identity=request.build_absolute_uri(request.path), number=number
        )
        options = {"ensure_ascii": False}
        response = JsonResponse(schema, json_dumps_params=options, content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    response.headers["Access-Control-Allow-Origin"] = "*"
    make_public(response, found.procedure.cache_tag, max_age=MAX_AGE)
    return response


def _public(slug: str, number: int) -> ProcedureVersion:
    pages = ProcedurePage.objects.live().public().filter(slug=slug)
    versions = ProcedureVersion.objects.filter(
        number=number, procedure_id__in=pages.values("procedure_id")
    )
    found = versions.select_related("procedure").defer("definition").order_by("procedure").first()
    if found is None:
        raise Http404
    return found
