"""Addresses of the figures, under the admin's own."""

from django.urls import path

from eservices.backoffice.figures import views

app_name = "figures"

urlpatterns = [
    path("", views.show, name="index"),
    path("csv/", views.export, name="csv"),
]
