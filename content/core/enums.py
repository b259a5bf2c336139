from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """What a page is about, in a resident's words; stored values are never reused."""

    PAPERS = "papers", _("Papers and citizenship")
    FAMILY = "family", _("Family and school")
    HOUSING = "housing", _("Housing")
    SOLIDARITY = "solidarity", _("Help and solidarity")
    CULTURE = "culture", _("Culture and leisure")
    STREETS = "streets", _("Streets, travel and cleanliness")
    DEMOCRACY = "democracy", _("The Council and public life")
