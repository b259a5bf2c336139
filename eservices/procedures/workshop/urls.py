"""Addresses of the workshop, under the admin's own."""

from django.urls import path

from eservices.procedures.workshop.beginning import BeginView
from eservices.procedures.workshop.filling import FillView
from eservices.procedures.workshop.foresight import ForesightView
from eservices.procedures.workshop.history import HistoryView, RestoreView
from eservices.procedures.workshop.samples import ChangeView, SamplesView, TryView
from eservices.procedures.workshop.sentences import SentencesView

app_name = "workshop"

urlpatterns = [
    path("new/<int:parent_id>/", BeginView.as_view(), name="begin"),
    path("<int:page_id>/effect/", ForesightView.as_view(), name="foresight"),
    path("<int:page_id>/versions/", HistoryView.as_view(), name="history"),
    path("<int:page_id>/versions/<int:number>/restore/", RestoreView.as_view(), name="restore"),
    path("<int:page_id>/sentences/", SentencesView.as_view(), name="sentences"),
    path(
        "<int:page_id>/versions/<int:number>/sentences/",
        SentencesView.as_view(),
        name="version-sentences",
    ),
    path("<int:page_id>/samples/", SamplesView.as_view(), name="samples"),
    path("<int:page_id>/samples/fill/", FillView.as_view(), name="fill"),
    path("<int:page_id>/samples/<int:persona_id>/fill/", FillView.as_view(), name="refill"),
    path("<int:page_id>/samples/try/", TryView.as_view(), name="try"),
    path("<int:page_id>/samples/<int:persona_id>/", ChangeView.as_view(), name="sample"),
]
