"""The page of open data in each language; its file is in `api_urls.py`."""

from django.urls import path

from content.core.routes import route
from eservices.backoffice.figures import views

app_name = "open_data"

urlpatterns = [path(route("{open_data}/"), views.open_page, name="page")]
