"""Outside any language."""

from django.urls import path

from search import api_views

app_name = "search_api"
urlpatterns = [
    path("api/v1/search", api_views.search, name="search"),
    path("api/v1/search/suggest", api_views.suggest, name="suggest"),
    path("api/v1/search/related", api_views.related, name="related"),
]
