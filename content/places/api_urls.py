from django.urls import path

from content.places import api

app_name = "places_api"
urlpatterns = [
    path("api/v1/places", api.place_list, name="list"),
    path("api/v1/places.geojson", api.place_geojson, name="geojson"),
    path("api/v1/places/<uuid:uuid>", api.place, name="place"),
]
