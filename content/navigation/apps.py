from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NavigationConfig(AppConfig):
    name = "content.navigation"
    label = "content_navigation"
    verbose_name = _("Navigation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.chrome import chrome as pieces
        from content.core.sitemaps import sitemaps
        from content.navigation import addresses, chrome

        pieces.register("menu", chrome.menu)
        pieces.register("conformity", chrome.conformity)
        pieces.register("language_notice", chrome.language_notice, kept=False)
        pieces.register("languages", chrome.languages, kept=False)
        pieces.register("breadcrumb", chrome.breadcrumb, kept=False)
        sitemaps.register("navigation", addresses.addresses)
