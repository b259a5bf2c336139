"""Bytes that no row names, and rows that nothing links to.

The first are left by a process killed between the store and the database, the second by
a draft or a message that is gone. They may be somebody's papers, and no purge would ever
find them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from eservices.cases.files import attachments
from eservices.cases.files.storage import PrivateStorage
from eservices.cases.models import Attachment, LetterContent

logger = logging.getLogger(__name__)

FOLDERS = ("received", "rebuilt", "letters")
#: Longer than any transaction: a file younger than this may still get its row.
YOUNG = timedelta(days=1)


def forget_strays() -> None:
    """Erase attachments that nothing links to, then files that no row names."""
    _forget_unlinked()
    _forget_unnamed()


def _forget_unlinked() -> None:
    old = Attachment.objects.unlinked().filter(created_at__lt=timezone.now() - YOUNG)
    for attachment in old.iterator():
        attachments.forget(attachment=attachment)


def _forget_unnamed() -> None:
    store = PrivateStorage()
    erased = 0
    for names in _folders(store):
        for name in names - _named(names):
            if timezone.now() - store.get_modified_time(name) > YOUNG:
                store.delete(name)
                erased += 1
    if erased:
        logger.warning("%d files without a row were erased from the private store", erased)


def _folders(store: PrivateStorage) -> Iterator[set[str]]:
    """Yield the names of files, a folder of two letters at a time."""
    for folder in FOLDERS:
        try:
            letters, _files = store.listdir(folder)
        except FileNotFoundError:  # nothing was ever received
            continue
        for pair in letters:
            _folders_inside, files = store.listdir(f"{folder}/{pair}")
            yield {f"{folder}/{pair}/{file}" for file in files}


def _named(names: set[str]) -> set[str]:
    """Return those that a row still holds, as what came, as our copy or in quarantine."""
    held = set(LetterContent.objects.filter(pdf__in=names).values_list("pdf", flat=True))
    for field in ("file", "rebuilt", "quarantine"):
        rows = Attachment.objects.filter(**{f"{field}__in": names})
        held.update(rows.values_list(field, flat=True))
    return held
