from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "content.core"
    label = "content_core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core import (
            bounces,
            deliveries,
            guards,
            mail,
            publishing,
            scheduling,
            sms,
            userbar,
            worker,
        )
        from content.core.checks import check_guards
        from content.core.chrome import chrome
        from content.core.localize import carry, guard

        checks.register(check_guards, checks.Tags.database)
        post_migrate.connect(
            guards.install_after_migrate, sender=self, dispatch_uid="content_core.guards"
        )
        pre_migrate.connect(
            guards.open_before_migrate, sender=self, dispatch_uid="content_core.guard_doors"
        )
        publishing.watch_plain_pages()
        carry.watch_new_segments()
        guard.install()
        scheduling.watch()
        chrome.register("userbar", userbar.render, kept=False)
        deliveries.handlers.register(mail.KIND, mail.send)
        deliveries.handlers.register(sms.KIND, sms.send)
        deliveries.handlers.register(worker.DAILY, worker.daily.run)
        deliveries.handlers.register(worker.REGULAR, worker.regular.run)
        bounces.watch()
        worker.daily.register("core.deliveries", deliveries.clean)
