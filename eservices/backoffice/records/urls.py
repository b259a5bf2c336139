"""Addresses of the archivists' pages, under the admin's own."""

from django.urls import path

from eservices.backoffice.records import views
from eservices.backoffice.records.copies import copy

app_name = "records"

urlpatterns = [
    path("", views.index, name="index"),
    path("copies/<uuid:case_uuid>/", copy, name="copy"),
    path("<uuid:list_uuid>/", views.show, name="list"),
    path("<uuid:list_uuid>/decide/", views.decide, name="decide"),
    path("<uuid:list_uuid>/approve/", views.approve, name="approve"),
    path("<uuid:list_uuid>/transfer/", views.transfer, name="transfer"),
    path("<uuid:list_uuid>/package/", views.package, name="package"),
    path("<uuid:list_uuid>/acknowledge/", views.acknowledge, name="acknowledge"),
]
