"""Sample journeys come with the first version, also when it is published later by hand."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction

from eservices.catalogue import entries
from eservices.catalogue.models import Installation
from eservices.catalogue.samples import install_personas
from eservices.procedures.models import ProcedurePage
from eservices.procedures.versions.personas import PersonaFails


def add_samples(*, instance: ProcedurePage, **kwargs: Any) -> None:
    """Store the shipped sample journeys that the editors' own procedure still walks."""
    procedure = instance.procedure
    installation = Installation.objects.filter(procedure=procedure).first()
    if installation is None or procedure is None or procedure.personas.exists():
        return
    procedure.refresh_from_db()
    if instance.locale.language_code != settings.LANGUAGE_CODE or not procedure.current_version:
        return
    if procedure.current_version.number > 1:
        return
    with suppress(PersonaFails, KeyError, entries.UnknownEntry), transaction.atomic():
        entry = entries.read(installation.entry)
        install_personas(procedure=procedure, page=instance, entry=entry)
