from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    name = "content.council"
    label = "content_council"
    verbose_name = _("Council")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core import deliveries
        from content.core.home import sections
        from content.core.sitemaps import sitemaps
        from content.council.addresses import addresses
        from content.council.home import CouncilSection
        from content.council.services import PROBE
        from content.council.tasks import run_probe

        deliveries.handlers.register(PROBE, run_probe)
        sections.register(CouncilSection())
        sitemaps.register("council", addresses)
