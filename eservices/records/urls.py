"""A person's own data, in each language."""

from django.urls import path

from content.core.routes import route
from eservices.records import erasure_views, views

app_name = "my_records"

urlpatterns = [
    path(route("{space}/{data}/"), views.my_data, name="data"),
    path(route("{space}/{data}/{erasure}/"), erasure_views.mine, name="erasures"),
    path(route("{tracking}/<uuid:case_uuid>/{erasure}/"), erasure_views.one, name="erasure"),
]
