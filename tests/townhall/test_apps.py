from datetime import timedelta

import pytest
from django.utils import timezone

from content.core.models import Purge
from townhall.apps import forget_purges


@pytest.mark.django_db
def test_purges_that_no_process_reads_any_more_are_deleted() -> None:
    recent, old = Purge.objects.create(tag="page:1"), Purge.objects.create(tag="page:2")
    Purge.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=2))

    forget_purges()

    assert list(Purge.objects.all()) == [recent]
