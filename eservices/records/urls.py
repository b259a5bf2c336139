"""A person's own data, in each language."""

from django.urls import path

from content.core.routes import route
from eservices.records import views

app_name = "my_records"

urlpatterns = [path(route("{space}/{data}/"), views.my_data, name="data")]
