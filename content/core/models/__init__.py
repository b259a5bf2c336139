from content.core.models.changes import Purge
from content.core.models.deliveries import Delivery, WorkerHeartbeat
from content.core.models.registers import (
    Department,
    DepartmentText,
    District,
    Sector,
    Service,
    ServiceText,
)

__all__ = [
    "Delivery",
    "Department",
    "DepartmentText",
    "District",
    "Purge",
    "Sector",
    "Service",
    "ServiceText",
    "WorkerHeartbeat",
]
