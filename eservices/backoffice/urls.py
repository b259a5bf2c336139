"""Addresses of the desk, under the admin's own."""

from django.urls import include, path

from eservices.backoffice import assignment_views, batch_views, corrections, notice_views, views
from eservices.backoffice.answers_view import export_answers
from eservices.backoffice.listing import CasesView, export_cases
from eservices.backoffice.paper import key_in
from eservices.backoffice.proof import proof

app_name = "desk"

urlpatterns = [
    path("", CasesView.as_view(), name="index"),
    path("results/", CasesView.as_view(results_only=True), name="index_results"),
    path("export/", export_cases, name="export"),
    path("export/answers/", export_answers, name="export_answers"),
    path("", include("eservices.backoffice.letters.urls")),
    path("next/", assignment_views.take_next, name="next"),
    path("absences/", assignment_views.absences, name="absences"),
    path("absences/<int:absence_id>/end/", assignment_views.end_absence, name="end_absence"),
    path("notices/", notice_views.choose, name="notices"),
    path("batch/", batch_views.prepare, name="prepare_batch"),
    path("batch/<uuid:batch_uuid>/", batch_views.batch, name="batch"),
    path("paper/", key_in, name="paper"),
    path("counter/", include("eservices.backoffice.counter.urls")),
    path("<uuid:case_uuid>/", views.case, name="case"),
    path("<uuid:case_uuid>/open/", views.open_file, name="open"),
    path("<uuid:case_uuid>/assign/", views.assign, name="assign"),
    path("<uuid:case_uuid>/forward/", assignment_views.forward, name="forward"),
    path("<uuid:case_uuid>/message/", views.message, name="message"),
    path("<uuid:case_uuid>/correction/", corrections.correction, name="correction"),
    path("<uuid:case_uuid>/received/", corrections.received, name="received"),
    path("<uuid:case_uuid>/proof/", proof, name="proof"),
    path("<uuid:case_uuid>/status/", views.status, name="status"),
]
