"""Addresses of the counter, under the desk's own."""

from django.urls import path

from eservices.backoffice.counter.views import (
    follow_ups,
    mandates,
    merging,
    people,
    requests,
    visit,
)

app_name = "counter"

_VISIT = "<uuid:visit>/"
_DRAFT = "<uuid:visit>/<uuid:draft>/"

urlpatterns = [
    path("", people.index, name="index"),
    path("found/", people.find, name="find"),
    path("begin/", people.begin, name="begin"),
    path("merges/", merging.merges, name="merges"),
    path("merges/merge/", merging.merge, name="merge"),
    path("merges/<uuid:merge>/undo/", merging.part, name="part"),
    path("follow-ups/", follow_ups.index, name="follow-ups"),
    path("follow-ups/<uuid:follow_up>/", follow_ups.one, name="follow-up"),
    path("ended/", visit.ended, name="ended"),
    path(_VISIT, visit.show, name="visit"),
    path(_VISIT + "person/", people.attend, name="attend"),
    path(_VISIT + "person/correct/", people.correct, name="correct"),
    path(_VISIT + "resume/", people.resume, name="resume"),
    path(_VISIT + "interrupt/", visit.interrupt, name="interrupt"),
    path(_VISIT + "end/", visit.end, name="end"),
    path(_VISIT + "mandates/", mandates.index, name="mandates"),
    path(_VISIT + "mandates/with/<uuid:other>/", mandates.new, name="new-mandate"),
    path(_VISIT + "mandates/<uuid:mandate>/", mandates.one, name="mandate"),
    path(_VISIT + "mandates/<uuid:mandate>/form.pdf", mandates.form_pdf, name="mandate-pdf"),
    path(_VISIT + "mandates/<uuid:mandate>/revoke/", mandates.revoke, name="revoke"),
    path(_DRAFT, requests.fill, name="request"),
    path(_DRAFT + "noted/", requests.noted, name="noted"),
    path(_DRAFT + "check/", requests.check, name="check"),
    path(_DRAFT + "receipt/", requests.receipt, name="receipt"),
    path(_DRAFT + "receipt.pdf", requests.receipt_pdf, name="receipt-pdf"),
]
