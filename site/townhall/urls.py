"""Every address of the site, put together from what each app gives."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from content.core import serving
from content.core.routes import route
from townhall import errors, health, machine_pages
from townhall.account_urls import admin_door

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
# Asked for by allauth, whose own limits stand behind ours.
handler429 = errors.too_many_requests
handler500 = errors.server_error

urlpatterns = [
    path("", machine_pages.root),
    path("metrics", health.metrics),
    path("robots.txt", machine_pages.robots),
    path("sitemap.xml", machine_pages.sitemap),
    path("api/v1/openapi.json", machine_pages.openapi),
    path("admin/login/", admin_door),
    re_path(r"^admin/password_reset/", admin_door),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("files/", include("eservices.cases.file_urls")),
    path("", include("eservices.accounts.oidc_urls")),
    path("", include("content.places.api_urls")),
    path("", include("content.council.api_urls")),
    path("", include("eservices.procedures.api_urls")),
    path("", include("eservices.backoffice.figures.api_urls")),
    path("", include("search.api_urls")),
    *i18n_patterns(
        path(route("{account}/"), include("townhall.account_urls")),
        path("", include("eservices.accounts.urls")),
        path("", include("eservices.records.urls")),
        path("", include("eservices.backoffice.figures.public_urls")),
        path("", include("eservices.procedures.urls")),
        path("", include("eservices.cases.urls")),
        path("", include("content.places.urls")),
        path("", include("content.council.urls")),
        path("", include("content.navigation.urls")),
        path("", include("search.urls")),
        # Before Wagtail's own routing, which asks the database once a level.
        re_path(r"^((?:[\w\-]+/)*)$", serving.serve, name="wagtail_serve"),
        path("", include(wagtail_urls)),
    ),
]
