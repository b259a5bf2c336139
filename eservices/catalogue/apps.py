from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "eservices.catalogue"
    label = "eservices_catalogue"
    verbose_name = _("Catalogue")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from eservices.catalogue.signal_handlers import add_samples
        from eservices.catalogue.starters import CatalogueStarters
        from eservices.procedures.models import ProcedurePage
        from eservices.procedures.versions.starters import starters

        starters.register(CatalogueStarters())
        page_published.connect(add_samples, sender=ProcedurePage, dispatch_uid="catalogue.samples")
