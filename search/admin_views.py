"""The editors' report on what is searched."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import reports
from search.admin_forms import USUAL, QuestionsForm

PERMISSION = "search.view_question"


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show what people ask, and what they do not find."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    form = QuestionsForm({"days": USUAL, **request.GET.dict()})
    context = {
        "report": reports.report(**form.chosen),
        "form": form,
        "header_title": _("What people search"),
        "header_icon": "search",
        "breadcrumbs_items": [
            {"url": "/admin/", "label": _("Home")},
            {"url": "", "label": _("What people search")},
        ],
    }
    return render(request, "search/admin/questions.html", context)
