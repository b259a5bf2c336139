"""Under each language, before Wagtail's pages."""

from django.urls import path

from content.core.routes import route
from content.navigation import views

app_name = "content_navigation"
urlpatterns = [
    path(route("{sitemap}/"), views.sitemap, name="sitemap"),
    path(route("{untranslated}/<uuid:key>/"), views.untranslated, name="untranslated"),
    path(route("{help}/"), views.help_page, name="help"),
    path(route("{accessibility}/"), views.accessibility, name="accessibility"),
    path(route("{legal}/"), views.legal, name="legal"),
    path(route("{privacy}/"), views.privacy, name="privacy"),
]
