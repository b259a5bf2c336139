from django.urls import path

from eservices.procedures import api

app_name = "procedures_api"
urlpatterns = [
    path("api/v1/procedures/<slug:slug>/versions/<int:number>", api.version, name="version"),
]
