from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "eservices.accounts"
    label = "eservices_accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.worker import daily
        from eservices.accounts.sign_in import forget_old_links

        daily.register("accounts.sign_in_links", forget_old_links)
