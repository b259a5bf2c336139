"""Private files of cases, outside any language: ``path("files/", include(...))``."""

from django.urls import path
from django.views.generic import RedirectView

from eservices.cases import views
from eservices.cases.letters.views import letter

app_name = "case_files"

urlpatterns = [
    path(
        "case/<uuid:case_uuid>/",
        RedirectView.as_view(pattern_name="cases:case"),
        name="case",
    ),
    path("case/<uuid:case_uuid>/letter/<uuid:letter_uuid>/", letter, name="letter"),
    path("case/<uuid:case_uuid>/<uuid:attachment_uuid>/", views.file, name="file"),
]
