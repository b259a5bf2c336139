"""The editors' report on what is searched."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import reports

PERMISSION = "search.view_question"


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show what people ask, and what they do not find."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    asked = request.GET.get
    period = asked("days", "")
    days = int(period) if period in map(str, reports.PERIODS) else 30
    language = asked("language", "") if asked("language") in dict(settings.LANGUAGES) else ""
    only = asked("only", "") if asked("only") in ("empty", "work") else ""
    context = {
        "report": reports.report(days=days, language=language, only=only),
        "chosen": {"days": days, "language": language, "only": only},
        "periods": reports.PERIODS,
        "languages": settings.LANGUAGES,
        "header_title": _("What people search"),
        "header_icon": "search",
        "breadcrumbs_items": [
            {"url": "/admin/", "label": _("Home")},
            {"url": "", "label": _("What people search")},
        ],
    }
    return render(request, "search/admin/questions.html", context)
