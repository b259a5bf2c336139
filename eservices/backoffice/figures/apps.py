from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "eservices.backoffice.figures"
    label = "eservices_backoffice_figures"
    verbose_name = _("Figures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.models.deliveries import Lane
        from content.core.worker import daily
        from eservices.backoffice.figures import counting
        from eservices.backoffice.figures.erasing import CountFirst
        from eservices.cases.erasing import erasers
        from eservices.procedures.drafts.departures import departures

        daily.register("backoffice.figures", counting.run, lane=Lane.MEDIA)
        departures.register("figures", counting.count_departure)
        erasers.register(CountFirst())
