"""The blank form, for whoever prefers a pen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from eservices.procedures.addresses import printable
from eservices.procedures.drafts import confirmation
from eservices.procedures.journey.gate import language_now
from eservices.procedures.paper.sheet import Sheet


@require_safe
def paper(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Return a version as a PDF to print; it never changes but for the city's name."""
    version = printable(slug, language_now(), number)
    if version is None:
        raise Http404
    start = reverse("procedures:start", kwargs={"slug": slug})
    sheet = Sheet(version, language_now(), confirmation.origin() + start)
    response = HttpResponse(sheet.pdf(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-{sheet.mark}.pdf"'
    make_public(response, version.procedure.cache_tag)
    return response
