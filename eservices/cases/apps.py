from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "eservices.cases"
    label = "eservices_cases"
    verbose_name = _("Cases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.guards import Guard, guards
        from content.core.worker import daily
        from eservices.accounts.space import sections
        from eservices.cases.space import RequestsSection
        from eservices.cases.tracking import forget_old_attempts

        sections.register(RequestsSection())
        guards.register(Guard("eservices_cases.CaseEvent"))
        daily.register("cases.forget_old_attempts", forget_old_attempts)
