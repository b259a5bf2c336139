from content.places.models.hours import HoursException, HoursPeriod, HoursSpan
from content.places.models.notices import Notice, NoticeText
from content.places.models.places import (
    FormerName,
    FormerSlug,
    Place,
    PlaceAccess,
    PlaceKind,
    PlaceKindText,
    PlaceService,
    PlaceServiceText,
    PlaceText,
)

__all__ = [
    "FormerName",
    "FormerSlug",
    "HoursException",
    "HoursPeriod",
    "HoursSpan",
    "Notice",
    "NoticeText",
    "Place",
    "PlaceAccess",
    "PlaceKind",
    "PlaceKindText",
    "PlaceService",
    "PlaceServiceText",
    "PlaceText",
]
