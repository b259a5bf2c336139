"""Addresses of tracking, under each language."""

from django.urls import path

from content.core.routes import route
from eservices.cases import contact_views, own_views, statement_views, views

app_name = "cases"

urlpatterns = [
    path(route("{tracking}/"), views.track, name="track"),
    path(route("{space}/{claim}/"), own_views.claim, name="claim"),
    path(route("{space}/{mandate}/<uuid:mandate_uuid>/"), own_views.mandate, name="mandate"),
    path(route("{tracking}/<uuid:case_uuid>/{claim}/"), own_views.keep, name="keep"),
    path(route("{tracking}/<uuid:case_uuid>/"), views.case, name="case"),
    path(route("{tracking}/<uuid:case_uuid>/x/"), views.leave, name="leave"),
    path(route("{tracking}/<uuid:case_uuid>/{reach}/"), contact_views.contact, name="contact"),
    path(
        route("{tracking}/<uuid:case_uuid>/{statement}/<int:sequence>/"),
        statement_views.statement,
        name="statement",
    ),
    path(
        route("{tracking}/<uuid:case_uuid>/{statement}/<int:sequence>.pdf"),
        statement_views.statement_pdf,
        name="statement-pdf",
    ),
    path(route("{tracking}/<uuid:case_uuid>/{statement}/"), statement_views.attest, name="attest"),
]
