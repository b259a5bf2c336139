"""Addresses of journeys. The page of a procedure itself is a Wagtail page."""

from django.urls import path, re_path

from content.core.routes import SYSTEM_WORDS, route
from eservices.procedures.corrections import views as corrections
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.journey import items, resume_views, views
from eservices.procedures.journey.gate import gate
from eservices.procedures.journey.lookup import LookupView
from eservices.procedures.journey.wizard import FilesView, StepView
from eservices.procedures.paper.views import paper

app_name = "procedures"

_DRAFT = "{procedures}/<slug:slug>/{draft}/<uuid:draft>/"
#: Below the page of the request, so that the visit's cookie opens it.
_CORRECTION = "{tracking}/<uuid:case_uuid>/{correct}/"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_WIZARD = {"form_list": [StepForm], "url_name": "procedures:step"}


def _any(name: str) -> str:
    """Match the system word ``name`` in any language."""
    return "|".join(SYSTEM_WORDS[name].values())


# A step's key is checked against these words when the procedure is compiled.
urlpatterns = [
    path(route(_CORRECTION), corrections.begin, name="correct"),
    path(route(_CORRECTION + "{check}/"), corrections.check, name="correct-check"),
    path(route(_CORRECTION + "<int:number>/"), corrections.place, name="correct-place"),
    path(
        route(_CORRECTION + "<int:number>/<uuid:file>/"),
        corrections.remove_file,
        name="correct-remove-file",
    ),
    path(route("{procedures}/<slug:slug>/{start}/"), views.start, name="start"),
    path(route(_DRAFT), views.draft, name="draft"),
    path(route(_DRAFT + "{check}/"), views.check, name="check"),
    path(route(_DRAFT + "{receipt}/"), views.receipt, name="receipt"),
    path(route(_DRAFT + "{receipt}.pdf"), views.receipt_pdf, name="receipt-pdf"),
    path(route(_DRAFT + "{changes}/"), views.changes, name="changes"),
    path(route(_DRAFT + "{later}/"), resume_views.later, name="later"),
    path(route(_DRAFT + "{restore}/"), resume_views.restore, name="restore"),
    path(route(_DRAFT + "{resume}/"), resume_views.resume, name="resume"),
    path(route(_DRAFT + "{resume}/<str:token>/"), resume_views.resume_link, name="resume-link"),
    path(route(_DRAFT + "<slug:step>/"), gate(StepView.as_view(**_WIZARD)), name="step"),
    path(route(_DRAFT + "<slug:step>/<int:item>/"), gate(StepView.as_view(**_WIZARD)), name="item"),
    path(route(_DRAFT + "<slug:step>/<int:item>/{remove}/"), items.remove_item, name="remove-item"),
    path(
        route(_DRAFT + "<slug:step>/<int:item>/{files}/"),
        gate(FilesView.as_view(**_WIZARD)),
        name="item-files",
    ),
    path(
        route(_DRAFT + "<slug:step>/<int:item>/{files}/<uuid:file>/"),
        views.remove_file,
        name="remove-item-file",
    ),
    path(
        route(_DRAFT + "<slug:step>/{lookup}/<slug:question>/"),
        gate(LookupView.as_view(**_WIZARD)),
        name="lookup",
    ),
    path(
        route(_DRAFT + "<slug:step>/<int:item>/{lookup}/<slug:question>/"),
        gate(LookupView.as_view(**_WIZARD)),
        name="item-lookup",
    ),
    path(route(_DRAFT + "<slug:step>/{advice}/"), views.advice, name="advice"),
    path(route(_DRAFT + "<slug:step>/{files}/"), gate(FilesView.as_view(**_WIZARD)), name="files"),
    path(route(_DRAFT + "<slug:step>/{files}/<uuid:file>/"), views.remove_file, name="remove-file"),
    path(route("{procedures}/<slug:slug>/{paper}-<int:number>.pdf"), paper, name="paper"),
    path(route("{tracking}/{resume}/"), resume_views.resume_by_code, name="resume-code"),
    path(route("{tracking}/{verify}/"), views.verify, name="verify"),
    # An address put together from the words of two languages.
    re_path(
        rf"^(?:{_any('procedures')})/[^/]+/(?:{_any('draft')})/(?P<draft>{_UUID})/",
        views.misplaced,
    ),
]
