"""Where an identity provider sends people back: registered there, so outside any language."""

from django.urls import path

from eservices.accounts import views

urlpatterns = [
    path("oidc/callback/", views.identity_proved, name="oidc-callback"),
    path("oidc/left/", views.left, name="oidc-left"),
]
