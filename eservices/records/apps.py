from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

#: A line is written undecided, gets its verdict once, and keeps what was proposed.
_FIRST_VERDICT = (
    "OLD.verdict = '' AND NEW.verdict <> '' AND NEW.case_id = OLD.case_id"
    " AND NEW.list_id = OLD.list_id AND NEW.proposal = OLD.proposal AND NEW.stage = OLD.stage"
    " AND NEW.months = OLD.months AND NEW.origin = OLD.origin"
)
#: The archives acknowledge a transfer once; then its bytes, and only these, may go.
_ACKNOWLEDGED = (
    "NEW.list_id = OLD.list_id AND NEW.sha256 = OLD.sha256"
    " AND (OLD.acknowledged_at IS NULL OR NEW.acknowledged_at = OLD.acknowledged_at)"
)
#: An erasure that was asked for is answered once; who asked, how and by when stay as they were.
_ANSWERED_ONCE = (
    "OLD.state = 'asked' AND NEW.state <> 'asked' AND NEW.case_id = OLD.case_id"
    " AND NEW.asked_id = OLD.asked_id AND NEW.channel = OLD.channel"
    " AND NEW.due_on = OLD.due_on AND NEW.uuid = OLD.uuid"
)


class RecordsConfig(AppConfig):
    name = "eservices.records"
    label = "eservices_records"
    verbose_name = _("Records")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.guards import Guard, guards
        from content.core.models.deliveries import Lane
        from content.core.worker import daily
        from eservices.accounts.space import sections
        from eservices.cases import rights
        from eservices.records import purging
        from eservices.records.holdings import holdings, mandates_of, of_person
        from eservices.records.space import DataSection, erasure_of

        for model, doors in {
            "DestructionLine": {"UPDATE": _FIRST_VERDICT, "INSERT": "NEW.verdict = ''"},
            "Transfer": {"UPDATE": _ACKNOWLEDGED},
            "Tombstone": {},
            "AnswersErased": {},
            "ErasureRequest": {"UPDATE": _ANSWERED_ONCE, "INSERT": "NEW.state = 'asked'"},
        }.items():
            guards.register(Guard(f"eservices_records.{model}", doors=doors))
        holdings.register("person", of_person)
        holdings.register("mandates", mandates_of)
        sections.register(DataSection())
        rights.ways["erasure"] = erasure_of
        daily.register("records.retention", purging.daily, lane=Lane.MEDIA)
