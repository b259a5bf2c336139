from django.urls import path

from content.core.routes import route
from content.places import views

app_name = "places"
urlpatterns = [
    path(route("{places}/"), views.place_list, name="list"),
    path(route("{places}/<slug:slug>/"), views.place, name="place"),
]
