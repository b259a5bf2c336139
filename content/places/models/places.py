"""Where residents go: the facts in one row, the words of each language beside it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from content.core.models import Department, District, Sector, Service
from content.core.translations import TextRow, Translated
from content.places.enums import AccessFeature, Answer, HolidayRule, PlaceStatus
from content.places.querysets import PlaceQuerySet


class PlaceKind(Translated):
    """A family of places: town halls, Relais Information Familles..."""

    key = models.SlugField(_("key"), unique=True)
    position = models.PositiveSmallIntegerField(_("position in lists"), default=100)

    class Meta:
        verbose_name = _("kind of place")
        verbose_name_plural = _("kinds of places")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        text = self.text()
        return text.name if text else self.key


class PlaceKindText(TextRow):
    subject = models.ForeignKey(PlaceKind, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=100)
    plural = models.CharField(_("name in the plural"), max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="place_kind_text_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(ClusterableModel, Translated):
    """A counter, a town hall, a museum: somewhere a resident can go or call.

    A place is never deleted: it is announced, open, reformed or closed, keeps its
    address on the site and names its successors.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(
        _("key"), unique=True, help_text=_("Known to the city's other systems; never changes.")
    )
    kind = models.ForeignKey(
        PlaceKind, on_delete=models.PROTECT, related_name="places", verbose_name=_("kind")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=PlaceStatus.choices, default=PlaceStatus.OPEN
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successors = ParentalManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="predecessors",
        verbose_name=_("replaced by"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("department"),
    )
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("district"),
    )
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("sector"),
        help_text=_("For a town hall: the sector that it administers."),
    )
    street = models.CharField(_("street and number"), max_length=200)
    address_extra = models.CharField(_("building, floor, entrance"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10)
    city = models.CharField(_("city"), max_length=100, default="Paris")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    holiday_rule = models.CharField(
        _("public holidays"),
        max_length=10,
        choices=HolidayRule.choices,
        default=HolidayRule.CLOSED,
    )
    external_ids = models.JSONField(
        _("identifiers elsewhere"),
        default=dict,
        blank=True,
        help_text=_("For instance acceslibre, OpenStreetMap."),
    )
    managers = ParentalManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="managed_places",
        verbose_name=_("managers"),
        help_text=_("They may post notices for this place."),
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["kind__position", "district__number", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="place_point_whole",
            ),
        ]

    def __str__(self) -> str:
        text = self.text()
        return text.name if text else self.key

    def get_absolute_url(self) -> str:
        return self.url()

    def url(self, language: str | None = None) -> str:
        """Return the page's address in ``language`` (default: the active one)."""
        language = language or translation.get_language() or settings.LANGUAGE_CODE
        text = self.text(language)
        with translation.override(language):
            return reverse("places:place", args=[text.slug if text else self.key])

    @property
    def cache_tag(self) -> str:
        return f"place:{self.uuid}"

    @property
    def postal_line(self) -> str:
        return f"{self.postcode} {self.city}"


class PlaceText(TextRow):
    """What a place is called and says in one language."""

    subject = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address on the site"), max_length=100)
    summary = models.CharField(_("what it can do for you, in a line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    directions = models.TextField(_("how to come"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="place_text_once"),
            models.UniqueConstraint(fields=["language", "slug"], name="place_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class FormerSlug(models.Model):
    """An address that a place once had: it redirects for ever."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="former_slugs")
    language = models.CharField(max_length=10)
    slug = models.SlugField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="place_former_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class FormerName(models.Model):
    """A name that people still say: searchable, shown as "formerly"."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("former name"), max_length=200)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until", "name"]

    def __str__(self) -> str:
        return self.name


class PlaceService(Translated):
    """A municipal service as one can have it at this place."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="place_services")
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        related_name="place_services",
        verbose_name=_("municipal service"),
    )
    by_appointment = models.BooleanField(_("by appointment"), default=False)
    phone = models.CharField(_("its own telephone"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("service at this place")
        verbose_name_plural = _("services at this place")
        ordering = ["position", "service__key"]
        constraints = [
            models.UniqueConstraint(fields=["place", "service"], name="place_service_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service}"


class PlaceServiceText(TextRow):
    subject = models.ForeignKey(PlaceService, on_delete=models.CASCADE, related_name="texts")
    note = models.CharField(_("note"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="place_service_text_once"),
        ]

    def __str__(self) -> str:
        return self.note


class PlaceAccess(models.Model):
    """One thing about access that somebody went and checked.

    No row means not known. A yes or a no carries the date of the check.
    """

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="access")
    feature = models.CharField(_("what"), max_length=30, choices=AccessFeature.choices)
    answer = models.CharField(
        _("answer"), max_length=10, choices=Answer.choices, default=Answer.UNKNOWN
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("access for disabled people")
        verbose_name_plural = _("access for disabled people")
        constraints = [
            models.UniqueConstraint(fields=["place", "feature"], name="place_access_once"),
            models.CheckConstraint(
                condition=models.Q(answer=Answer.UNKNOWN) | models.Q(checked_on__isnull=False),
                name="place_access_answer_dated",
                violation_error_message=_("Say on which day this was checked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_feature_display()}: {self.get_answer_display()}"
