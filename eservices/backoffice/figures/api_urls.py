from django.urls import path

from eservices.backoffice.figures import views

app_name = "open_data_api"

urlpatterns = [path("api/v1/open-data/requests.csv", views.open_csv, name="requests")]
