from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "eservices.procedures"
    label = "eservices_procedures"
    verbose_name = _("Procedures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.cards import cards
        from content.core.guards import Guard, guards
        from content.core.home import sections
        from content.core.worker import daily
        from eservices.accounts import space
        from eservices.cases import completion, proof
        from eservices.cases.dossier import dossiers
        from eservices.cases.erasing import erasers
        from eservices.cases.files.owners import owners
        from eservices.cases.kinds import kinds
        from eservices.cases.models import Case
        from eservices.procedures.cards import ProcedureCards, TopProcedures
        from eservices.procedures.case_kind import ProcedureCase, rules_of
        from eservices.procedures.corrections import dossier as corrections
        from eservices.procedures.corrections.erasing import REVISION_DOORS, CorrectionEraser
        from eservices.procedures.corrections.views import page_of
        from eservices.procedures.drafts import expiry
        from eservices.procedures.erasing import SUBMISSION_DOORS, SubmissionEraser
        from eservices.procedures.holding import drafts_of
        from eservices.procedures.space import DraftsSection
        from eservices.procedures.versions.starters import OwnProcedures, starters
        from eservices.records.holdings import holdings

        starters.register(OwnProcedures())
        guards.register(Guard("eservices_procedures.ProcedureVersion"))
        guards.register(Guard("eservices_procedures.Submission", doors=SUBMISSION_DOORS))
        guards.register(Guard("eservices_procedures.AnswerRevision", doors=REVISION_DOORS))
        erasers.register(SubmissionEraser())
        erasers.register(CorrectionEraser())
        dossiers.register("corrections", corrections.collect)
        completion.pages[ProcedureCase.key] = page_of
        proof.rules[ProcedureCase.key] = rules_of
        owners.register(
            "corrections", lambda file: Case.objects.filter(corrections__files__attachment=file)
        )
        holdings.register("drafts", drafts_of)
        cards.register(ProcedureCards())
        sections.register(TopProcedures())
        kinds.register(ProcedureCase())
        space.sections.register(DraftsSection())
        owners.register(
            "drafts", lambda file: Case.objects.filter(submission__draft__files__attachment=file)
        )
        daily.register("procedures.drafts", expiry.run)
