"""The register of the city: departments, services, districts, sectors.

Pages, procedures, queues, places and evaluations refer to these rows.
"""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.core.querysets import DistrictQuerySet
from content.core.translations import TextRow, Translated


class Department(Translated):
    """A directorate of the city's administration."""

    key = models.SlugField(_("key"), unique=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["key"]

    def __str__(self) -> str:
        text = self.text()
        return text.name if text else self.key


class DepartmentText(TextRow):
    subject = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="department_text_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Service(Translated):
    """One municipal service, as residents know it (civil status, nurseries...)."""

    key = models.SlugField(_("key"), unique=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="services", verbose_name=_("department")
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    postal_address = models.TextField(
        _("postal address"),
        blank=True,
        help_text=_("Acknowledgements of receipt must give it."),
    )

    class Meta:
        verbose_name = _("municipal service")
        verbose_name_plural = _("municipal services")
        ordering = ["key"]

    def __str__(self) -> str:
        text = self.text()
        return text.name if text else self.key


class ServiceText(TextRow):
    subject = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="service_text_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Sector(models.Model):
    """What one town hall administers; Paris Centre holds districts 1 to 4.

    Source: law 2017-257 of 28 February 2017, articles 21 to 28.
    """

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """An *arrondissement*: registers and addresses belong to it."""

    number = models.PositiveSmallIntegerField(
        _("number"), unique=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    postcode = models.CharField(_("postcode"), max_length=5)
    other_postcodes = models.CharField(
        _("other postcodes"),
        max_length=100,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{5}( [0-9]{5})*$")],
        help_text=_("Postcodes that some of its letters bear, parted by spaces."),
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, related_name="districts", verbose_name=_("sector")
    )

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.label()

    def label(self, language: str | None = None) -> str:
        """Return the district's name as spoken: ``1er arrondissement``, ``1st district``."""
        from content.core.ordinals import district_label

        return district_label(self.number, language)
