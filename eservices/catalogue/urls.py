"""Addresses of the catalogue, under the admin's own."""

from django.urls import path

from eservices.catalogue import views

app_name = "catalogue"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:key>/", views.entry, name="entry"),
    path("<slug:key>/seen/", views.seen, name="seen"),
]
