import pytest
from django.db import transaction

from content.core import changes
from content.core.models import Delivery, Purge

pytestmark = pytest.mark.django_db


def test_tags_and_documents_are_rows_of_the_writers_transaction():
    with transaction.atomic():
        changes.record(
            tags=["page:1", "list:news", "page:1"], documents=[("page", "2"), ("page", "1")]
        )
    assert list(Purge.objects.values_list("tag", flat=True)) == ["page:1", "list:news", "search"]
    rows = Delivery.objects.order_by("pk").values_list("kind", "key", "payload")
    assert list(rows) == [
        ("search.index", "page:1", {"kind": "page", "id": "1"}),
        ("search.index", "page:2", {"kind": "page", "id": "2"}),
    ]


def test_a_writer_that_fails_leaves_no_trace():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        changes.record(tags=["page:1"], documents=[("page", "1")])
        raise ZeroDivisionError
    assert not Purge.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        changes.record(tags=["page:1"])
