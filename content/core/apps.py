from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, post_save, pre_save
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "content.core"
    label = "content_core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import Page

        from content.core import deliveries, guards, mail, signal_handlers, worker
        from content.core.checks import check_guards

        checks.register(check_guards, checks.Tags.database)
        post_migrate.connect(
            guards.install_after_migrate, sender=self, dispatch_uid="content_core.guards"
        )
        pre_save.connect(
            signal_handlers.before_save, sender=Page, dispatch_uid="content_core.address_before"
        )
        post_save.connect(
            signal_handlers.after_save, sender=Page, dispatch_uid="content_core.address_after"
        )
        deliveries.handlers.register(mail.KIND, mail.send)
        deliveries.handlers.register(worker.DAILY, worker.daily.run)
        worker.daily.register("core.deliveries", deliveries.clean)
