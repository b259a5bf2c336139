"""Addresses of the person's space, in each language."""

from django.urls import path

from content.core.routes import route
from eservices.accounts import views

app_name = "accounts"

urlpatterns = [
    path(route("{space}/"), views.show, name="space"),
    path(route("{space}/{enter}/"), views.enter, name="sign-in"),
    path(route("{space}/{enter}/<str:secret>/"), views.link, name="link"),
    path(route("{space}/{identity}/"), views.identity, name="identity"),
    path(route("{space}/{leave}/"), views.leave, name="leave"),
    path(route("{space}/{close}/"), views.close, name="close"),
    path(route("{space}/{forget}/<slug:key>/"), views.forget, name="forget"),
]
