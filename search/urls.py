"""Under each language, before Wagtail's pages."""

from django.urls import path

from content.core.routes import route
from search import views

app_name = "search"
urlpatterns = [
    path(route("{search}/"), views.search, name="search"),
    path(route("{search}/opensearch.xml"), views.description, name="description"),
]
