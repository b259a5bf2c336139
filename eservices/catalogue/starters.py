"""The catalogue's entries as a beginning for other procedures."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.core.blocks import BodyBlock, with_ids
from eservices.catalogue import entries, letters, polls
from eservices.procedures.blocks import StepsBlock, WorkflowBlock
from eservices.procedures.models import Procedure, ProcedurePage
from eservices.procedures.versions.starters import Starter, UnknownStarter


class CatalogueStarters:
    name = "catalogue"

    @property
    def label(self) -> str:
        return _("A procedure of the catalogue")

    def offered(self, language: str) -> Iterator[Starter]:
        installed = Procedure.objects.values_list("catalogue_key", flat=True)
        # Those are offered as procedures of the site, as the city has made them.
        for key in sorted({*entries.all_keys()} - {*installed}):
            entry = entries.read(key)
            summary = entries.in_language(entry.page["summary"], language)
            yield Starter(key, entry.title(language), str(summary))

    def fill(self, page: ProcedurePage, key: str) -> None:
        try:
            entry = entries.read(key)
        except entries.UnknownEntry as error:
            raise UnknownStarter(key) from error
        letters.ensure(entry)
        polls.ensure(entry)
        language = page.locale.language_code
        values = {
            **entry.page_fields(language),
            "steps": with_ids(entry.raw_steps(language), StepsBlock()),
            "workflow": with_ids(entry.raw_workflow(language), WorkflowBlock()),
            "body": with_ids(entry.body(language), BodyBlock()),
            "change_note": "",
        }
        for name, value in values.items():
            setattr(page, name, value)
