from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "eservices.cases"
    label = "eservices_cases"
    verbose_name = _("Cases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from content.core.guards import Guard, guards
        from eservices.accounts import merging
        from eservices.accounts import register as persons
        from eservices.accounts.space import sections
        from eservices.cases import checks, merges
        from eservices.cases.dossier import collect, dossiers
        from eservices.cases.erasing import CaseEraser, erasers
        from eservices.cases.files import scanning
        from eservices.cases.files.owners import owners
        from eservices.cases.finding import SearchEraser, index_person
        from eservices.cases.letters import dossier
        from eservices.cases.letters.erasing import LetterEraser
        from eservices.cases.models import Case
        from eservices.cases.space import (
            ActedForSection,
            ClaimSection,
            MandatesSection,
            RequestsSection,
        )

        sections.register(RequestsSection())
        sections.register(ClaimSection())
        sections.register(ActedForSection())
        sections.register(MandatesSection())
        guards.register(Guard("eservices_cases.CaseEvent"))
        guards.register(Guard("eservices_cases.Letter"))
        # Erased with the case, as the words of events are; never changed.
        guards.register(Guard("eservices_cases.LetterContent", delete=False))
        owners.register("messages", lambda file: Case.objects.filter(messages__attachments=file))
        merging.follow("cases", merges.record)
        persons.follow("cases", index_person)
        erasers.register(CaseEraser())
        dossiers.register("cases", collect)
        dossiers.register("letters", dossier.collect)
        erasers.register(LetterEraser())  # before the words of events: last in, first asked
        erasers.register(SearchEraser())
        scanning.register()
        register(checks.check_scanner_address)
        register(checks.check_scanner_deployed, Tags.security, deploy=True)
        self._register_work()

    def _register_work(self) -> None:
        """What the worker does for cases, and what mail that came back means to them."""
        from content.core.bounces import returns
        from content.core.deliveries import handlers
        from content.core.worker import daily
        from eservices.cases import acknowledging, mandates, notices
        from eservices.cases.clocks.silence import declare_all
        from eservices.cases.tracking import forget_old_attempts

        returns.register(notices.returned)
        handlers.register(acknowledging.KIND, acknowledging.acknowledge)
        daily.register("cases.forget_old_attempts", forget_old_attempts)
        daily.register("cases.declare_silence", declare_all)
        daily.register("cases.mandates", mandates.forget_ended)
