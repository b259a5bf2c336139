from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    name = "eservices.backoffice"
    label = "eservices_backoffice"
    verbose_name = _("Backoffice")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.deliveries import handlers
        from content.core.models.deliveries import Lane
        from content.core.worker import daily
        from eservices.backoffice import batches, notices
        from eservices.backoffice.counter import visits
        from eservices.backoffice.signal_handlers import make_groups
        from eservices.cases import arrivals

        daily.register("backoffice.visits", visits.tidy)
        daily.register("backoffice.batches", batches.forget_old)
        daily.register("backoffice.notices", notices.tell_daily, lane=Lane.MEDIA)
        arrivals.follow("backoffice", notices.tell_now)
        handlers.register(batches.KIND, batches.deliver)
        post_migrate.connect(make_groups, sender=apps.get_app_config("eservices_accounts"))
