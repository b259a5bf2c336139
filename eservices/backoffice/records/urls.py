"""Addresses of the archivists' pages, under the admin's own."""

from django.urls import path

from eservices.backoffice.records import erasures, views
from eservices.backoffice.records.copies import copy

app_name = "records"

urlpatterns = [
    path("", views.index, name="index"),
    path("copies/<uuid:case_uuid>/", copy, name="copy"),
    path("erasures/", erasures.index, name="erasures"),
    path("erasures/<uuid:erasure_uuid>/", erasures.one, name="erasure"),
    path("erasures/ask/<uuid:case_uuid>/", erasures.ask, name="ask_erasure"),
    path("<uuid:list_uuid>/", views.show, name="list"),
    path("<uuid:list_uuid>/decide/", views.decide, name="decide"),
    path("<uuid:list_uuid>/approve/", views.approve, name="approve"),
    path("<uuid:list_uuid>/transfer/", views.transfer, name="transfer"),
    path("<uuid:list_uuid>/package/", views.package, name="package"),
    path("<uuid:list_uuid>/acknowledge/", views.acknowledge, name="acknowledge"),
]
