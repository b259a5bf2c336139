"""Addresses of tracking, under each language."""

from django.urls import path

from content.core.routes import route
from eservices.cases import views

app_name = "cases"

urlpatterns = [
    path(route("{tracking}/"), views.track, name="track"),
    path(route("{tracking}/<uuid:case_uuid>/"), views.case, name="case"),
    path(route("{tracking}/<uuid:case_uuid>/x/"), views.leave, name="leave"),
]
