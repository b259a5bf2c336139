from django.urls import path

from content.council import api

app_name = "council_api"
urlpatterns = [
    path("api/v1/council/sessions", api.session_list, name="sessions"),
    path("api/v1/council/sessions/<uuid:uuid>", api.session, name="session"),
]
