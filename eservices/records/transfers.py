"""What the archives keep: packed, fetched by an archivist, erased here once acknowledged."""

from __future__ import annotations

import hashlib
import tempfile
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from content.core import deliveries
from eservices.accounts.permissions import is_archivist
from eservices.cases.files.attachments import ERASE
from eservices.records import seda
from eservices.records.enums import Verdict
from eservices.records.lists import NotArchivist
from eservices.records.models import DestructionList, Transfer

if TYPE_CHECKING:
    from eservices.accounts.models import User

_IN_MEMORY = 20 * 1024 * 1024


class NotDecided(Exception):
    """Lines of the list still wait for their verdict, or none is transferred."""


class ReferenceMissing(Exception):
    """An acknowledgement has the reference that the archives gave."""


def make(*, destruction_list: DestructionList, user: User) -> Transfer:
    """Pack what the list transfers, once; a second call returns the same transfer.

    Raises:
        NotArchivist, NotDecided
    """
    if not is_archivist(user):
        raise NotArchivist
    with transaction.atomic():
        DestructionList.objects.select_for_update().get(pk=destruction_list.pk)
        made = Transfer.objects.filter(list=destruction_list).first()
        if made is not None:
            return made
        lines = destruction_list.lines.filter(verdict=Verdict.TRANSFER).select_related(
            "case__service"
        )
        if not lines or destruction_list.lines.filter(verdict="").exists():
            raise NotDecided
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as package:
            seda.write(destruction_list, lines, package)
            size = package.tell()
            package.seek(0)
            digest = hashlib.file_digest(package, "sha256").hexdigest()
            package.seek(0)
            transfer = Transfer(
                list=destruction_list, sha256=digest, size=size, made_at=timezone.now()
            )
            transfer.file.save(f"{destruction_list.uuid}.zip", File(package), save=False)
            transfer.save()
    return transfer


def acknowledge(*, transfer: Transfer, user: User, reference: str) -> Transfer:
    """Record that the archives have the files: the package goes, and the purge may follow.

    A second call changes nothing.

    Raises:
        NotArchivist, ReferenceMissing
    """
    if not is_archivist(user):
        raise NotArchivist
    if not reference.strip():
        raise ReferenceMissing
    with transaction.atomic():
        locked = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if locked.acknowledged_at is not None:
            return locked
        names = [locked.file.name]
        locked.reference, locked.acknowledged_at = reference.strip()[:100], timezone.now()
        locked.acknowledged_by_id = user.pk
        locked.file = ""
        locked.save()
        deliveries.enqueue(kind=ERASE, key=f"transfer:{locked.uuid}", payload={"names": names})
    return locked
