from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "content.places"
    label = "content_places"
    verbose_name = _("Places")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.cards import cards
        from content.core.home import sections
        from content.core.sitemaps import sitemaps
        from content.places.addresses import addresses
        from content.places.cards import PlaceCards
        from content.places.home import DisturbancesSection

        cards.register(PlaceCards())
        sections.register(DisturbancesSection())
        sitemaps.register("places", addresses)
