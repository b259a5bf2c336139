from content.core.models.changes import Purge
from content.core.models.deliveries import Delivery, WorkerHeartbeat
from content.core.models.polls import Poll, PollText
from content.core.models.registers import (
    Department,
    DepartmentText,
    District,
    Sector,
    Service,
    ServiceText,
)
from content.core.models.streets import Street
from content.core.models.translations import OutdatedTranslation

__all__ = [
    "Delivery",
    "Department",
    "DepartmentText",
    "District",
    "OutdatedTranslation",
    "Poll",
    "PollText",
    "Purge",
    "Sector",
    "Service",
    "ServiceText",
    "Street",
    "WorkerHeartbeat",
]
