import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone

from content.core import worker
from eservices.cases import services
from eservices.cases.files import attachments
from eservices.cases.files.storage import PrivateStorage
from eservices.cases.files.strays import forget_strays
from eservices.cases.models import Attachment
from tests.eservices.cases.factories import CaseFactory, jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    backend = "django.core.files.storage.FileSystemStorage"
    store = {"BACKEND": backend, "OPTIONS": {"location": tmp_path, "base_url": None}}
    with override_settings(STORAGES={"private": store}):
        yield tmp_path


def test_only_old_files_without_a_row_are_erased(folder: Path) -> None:
    forget_strays()  # nothing was ever received: no folder
    held = attachments.receive(file=upload(jpeg()), max_megabytes=1)
    store = PrivateStorage()
    stray = store.save("received/ab/stray", ContentFile(b"somebody's papers"))
    young = store.save("rebuilt/ab/young", ContentFile(b"a row may come"))
    letter = store.save("letters/ab/letter.pdf", ContentFile(b"never sent"))
    elsewhere = store.save("elsewhere/ab/file", ContentFile(b"another app's"))
    old = time.time() - 3 * 86_400
    for name in (held.file.name, held.rebuilt.name, stray, letter, elsewhere):
        os.utime(folder / name, (old, old))

    forget_strays()

    kept = [held.file.name, held.rebuilt.name, young, elsewhere]
    assert not [name for name in (stray, letter) if store.exists(name)]
    assert all(store.exists(name) for name in kept)


def test_old_rows_that_nothing_links_to_go_with_their_bytes(folder: Path) -> None:
    def received(age: timedelta) -> Attachment:
        file = attachments.receive(file=upload(jpeg()), max_megabytes=1)
        Attachment.objects.filter(pk=file.pk).update(created_at=timezone.now() - age)
        return file

    lost, young, said = (received(timedelta(days=age)) for age in (3, 0, 3))
    removed = received(timedelta(days=3))
    attachments.remove(attachment=removed)
    services.post_message_by_resident(case=CaseFactory(), text="Voici.", attachments=[said])

    forget_strays()
    worker.drain()

    assert set(Attachment.objects.all()) == {young, said}
    store = PrivateStorage()
    names = [lost.file.name, lost.rebuilt.name, young.file.name, said.rebuilt.name]
    assert [store.exists(name) for name in names] == [False, False, True, True]
