"""A procedure, its immutable versions, and the pages where editors work on it."""

from __future__ import annotations

import hashlib
import json
import uuid
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.core import changes
from content.core.blocks import BodyBlock
from content.core.fields import StreamField
from content.core.models import Service
from content.core.pages import ContentPage
from eservices.cases.enums import Channel
from eservices.procedures.blocks import StepsBlock, WorkflowBlock
from eservices.procedures.definition import readers
from eservices.procedures.definition.channels import through
from eservices.procedures.definition.schema import Definition
from eservices.procedures.models.editor import editor
from eservices.procedures.models.legal import LegalTerms
from eservices.procedures.models.retention import KeptFor
from eservices.procedures.versions.copies import identities, renewed
from eservices.procedures.versions.editing import ProcedurePageForm


class VersionsExist(ValidationError):
    """A page whose procedure has versions is unpublished, never deleted."""


class Procedure(models.Model):  # type: ignore[django-manager-missing]
    """What the pages of every language, the versions and the requests have in common."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
        verbose_name=_("service"),
    )
    #: Which entry of the catalogue it was installed from; empty when made here.
    catalogue_key = models.CharField(max_length=50, blank=True, editable=False)
    current_version = models.ForeignKey(
        "eservices_procedures.ProcedureVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("current version"),
    )

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue_key"],
                condition=~models.Q(catalogue_key=""),
                name="procedure_once_from_the_catalogue",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def cache_tag(self) -> str:
        return f"procedure:{self.uuid}"


def canonical(definition: dict[str, Any]) -> str:
    """Return a definition's canonical JSON: sorted keys, no spaces."""
    return json.dumps(
        definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=list
    )


def digest(definition: dict[str, Any]) -> str:
    """Return the SHA-256 of a definition's canonical JSON."""
    return hashlib.sha256(canonical(definition).encode()).hexdigest()


class ProcedureVersion(models.Model):
    """What a procedure was on one day, for ever: a trigger refuses UPDATE and DELETE."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="versions", verbose_name=_("procedure")
    )
    number = models.PositiveIntegerField(_("number"))
    definition = models.JSONField[Any, Any](_("definition"))
    sha256 = models.CharField(max_length=64, editable=False)
    #: Kept without a foreign key: an account may go, the row may not change.
    author_id = models.BigIntegerField(null=True, editable=False)
    author_name = models.CharField(_("author"), max_length=200, blank=True)
    change_note = models.CharField(_("what changes"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.sha256:
            self.sha256 = digest(self.definition)
        super().save(*args, **kwargs)

    @property
    def compiled(self) -> Definition:
        """Return the definition, read once a process: a version never changes."""
        return _compiled(self.pk, self.sha256)

    def compiled_for(self, channel: Channel) -> Definition:
        """Return the definition as it is through one channel, worked out once a process."""
        return _through(self.pk, self.sha256, channel)


@lru_cache(maxsize=256)
def _compiled(pk: int, sha256: str) -> Definition:
    raw = ProcedureVersion.objects.values_list("definition", flat=True).get(pk=pk, sha256=sha256)
    return readers.read(raw)


@lru_cache(maxsize=256)
def _through(pk: int, sha256: str, channel: Channel) -> Definition:
    return through(channel, _compiled(pk, sha256))


class ProcedurePage(LegalTerms, KeptFor, ContentPage, Page):  # type: ignore[django-manager-missing]
    """The editorial text of a procedure and its working definition, in one language.

    Residents' journeys never read it: publishing compiles it into a `ProcedureVersion`.
    The source language's page gives the structure, every page gives its texts.
    """

    template = "eservices_procedures/procedure_page.html"
    has_see_also = True

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="pages"
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("service in charge"),
    )
    who = models.CharField(_("who can ask"), max_length=300, blank=True)
    prepare = models.CharField(_("what to prepare"), max_length=300, blank=True)
    cost = models.CharField(_("cost"), max_length=120, blank=True)
    delay = models.CharField(_("delay"), max_length=200, blank=True)
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=250,
        blank=True,
        help_text=_(
            "The law or the public task, for instance “civil code, article 101-1”. Needed to "
            "publish. Consent is not one: nobody may be refused a service for not consenting."
        ),
    )
    data_purpose = models.TextField(
        _("what the data is for"), blank=True, help_text=_("Empty: to handle the request.")
    )
    data_recipients = models.TextField(
        _("who reads the data"), blank=True, help_text=_("Empty: the service in charge only.")
    )
    data_rights = models.TextField(
        _("rights over the data"),
        blank=True,
        help_text=_("Empty: the usual rights. Say here what is special, with its reason."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    steps = StreamField(StepsBlock(), verbose_name=_("steps"), blank=False)
    workflow = StreamField(
        WorkflowBlock(),
        verbose_name=_("after it is sent"),
        blank=True,
        help_text=_(
            "The statuses of a request and what agents can do in each. Empty: the usual "
            "statuses, between which agents move requests freely."
        ),
    )
    declaration = models.TextField(_("declaration before sending"))
    what_it_is_not = models.CharField(
        _("what the receipt is not"),
        max_length=200,
        blank=True,
        help_text=_("For instance “This receipt is not the certificate”."),
    )
    next_steps = models.TextField(_("what happens next"), blank=True)
    telephone = models.TextField(_("by telephone"))
    counter = models.TextField(_("at a counter"))
    paper = models.TextField(_("on paper"))
    confirmation_subject = models.CharField(_("subject of the mail"), max_length=150)
    confirmation_body = models.TextField(_("text of the mail"))
    promise_days = models.PositiveSmallIntegerField(
        _("answer promised within (working days)"), default=5
    )
    draft_days = models.PositiveSmallIntegerField(_("drafts are kept (days)"), default=30)
    change_note = models.CharField(
        _("what changes in this version"),
        max_length=300,
        blank=True,
        help_text=_("For your colleagues, kept with the version."),
    )

    cut_over_on = models.DateField(
        _("drafts begun before"),
        null=True,
        blank=True,
        help_text=_("They are finished under the old rules. Leave empty for an ordinary change."),
    )
    cut_over_days = models.PositiveSmallIntegerField(
        _("may be finished for (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the publication; afterwards they move to the new rules."),
    )

    #: One rule for the files of every language; the archives read it.
    override_translatable_fields = [SynchronizedField("retention_reference")]

    base_form_class = ProcedurePageForm

    edit_handler = editor()
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("procedure page")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        changed = kwargs.get("update_fields") or ()
        if "alias_of_id" in changed and self.alias_of_id is None:
            # An alias becomes a page of its own: what is changed in it is another procedure's.
            self.procedure = None
            kwargs["update_fields"] = [*changed, "procedure", "steps"]
        self._own_procedure()
        super().save(*args, **kwargs)

    #: A copy is another procedure; what was answered to the first stays there.
    exclude_fields_in_copy = ["procedure"]

    def _own_procedure(self) -> None:
        """Give a new page a procedure: that of its translations, else one of its own."""
        if self.procedure_id is not None:
            return
        twins = ProcedurePage.objects.filter(translation_key=self.translation_key)
        twins = twins.exclude(procedure=None).exclude(locale_id=self.locale_id)
        twin = twins.select_related("procedure").first()
        if twin is not None:
            self.procedure = twin.procedure
            return
        self.procedure = procedure = Procedure.objects.create(service=self.service)
        self.steps = renewed(list(self.steps.get_prep_value()), procedure.uuid)

    def with_content_json(self, content: Any) -> Any:
        """Return a revision as a page; one copied from elsewhere takes this page's identities."""
        page = super().with_content_json(content)
        page.procedure_id = self.procedure_id
        if self.procedure is not None:
            mine = identities(list(self.steps.get_prep_value()))
            raw = list(page.steps.get_prep_value())
            page.steps = renewed(raw, self.procedure.uuid, only=mine)
        return page

    def check_before_publishing(self) -> None:
        from eservices.procedures.versions import publishing

        super().check_before_publishing()
        publishing.rehearse(self)

    def on_live_change(self) -> None:
        from eservices.procedures.versions import publishing

        # The procedure's row is taken before the rows of what changed, as everywhere.
        publishing.publish(page=self)
        super().on_live_change()
        changes.record(tags=[*self._procedure_tags(), "list:procedures"])

    def search_document(self) -> tuple[str, str]:
        if self.procedure is None:
            return super().search_document()
        return ("procedure", str(self.procedure.uuid))

    def clean(self) -> None:
        super().clean()
        if bool(self.cut_over_on) != bool(self.cut_over_days):
            missing = "cut_over_days" if self.cut_over_on else "cut_over_on"
            raise ValidationError({missing: _("A cut-over needs both the day and the delay.")})

    def _procedure_tags(self) -> list[str]:
        return [self.procedure.cache_tag] if self.procedure else []

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Raises `VersionsExist`: what people answered must stay explainable."""
        if self.procedure and self.procedure.versions.exists():
            raise VersionsExist(
                _("This procedure was published. Unpublish its page instead of deleting it.")
            )
        return super().delete(*args, **kwargs)

    def get_purge_tags(self) -> list[str]:
        return [*super().get_purge_tags(), "list:procedures"]

    def get_cache_tags(self) -> list[str]:
        return [*super().get_cache_tags(), *self._procedure_tags()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from eservices.procedures.versions.summary import summarise

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["summary"] = summarise(self, get_language() or "fr")
        return context
