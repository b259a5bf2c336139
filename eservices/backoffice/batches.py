"""One act on many cases: each in a transaction of its own, with its outcome beside it.

A case's act and its outcome are written together, so that a process killed half way leaves
the others to do and none told wrongly; running again does the rest and repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.core import deliveries
from content.core.models import Delivery, Service
from content.core.models.deliveries import Lane
from eservices.accounts.models import User
from eservices.backoffice.models import Batch, BatchAct, BatchItem, Outcome
from eservices.backoffice.refusals import log_act_refused
from eservices.cases import assignment, services, transitions
from eservices.cases.models import Case
from eservices.cases.querysets import CaseQuerySet

KIND = "backoffice.batch"
MOST = 2000
#: As many are done while the agent waits; more are done by the worker.
AT_ONCE = 20
KEPT = timedelta(days=30)


class TooMany(Exception):
    """More cases than one batch takes."""


class NothingChosen(Exception):
    """No case to act on."""


class AlreadyConfirmed(Exception):
    """The batch was confirmed before: it runs once."""


@transaction.atomic
def prepare(*, user: User, act: str, cases: CaseQuerySet) -> Batch:
    """Keep which cases are meant, each with its lock as it is now.

    Raises:
        TooMany, NothingChosen
    """
    seen = list(cases.values_list("pk", "lock")[: MOST + 1])
    if not seen:
        raise NothingChosen
    if len(seen) > MOST:
        raise TooMany
    batch = Batch.objects.create(user=user, act=BatchAct(act))
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, case_id=key, seen_lock=lock) for key, lock in seen
    )
    return batch


def confirm(*, batch: Batch, given: Mapping[str, Any]) -> None:
    """Begin what was prepared: a few cases now, many by the worker.

    Raises:
        AlreadyConfirmed
    """
    with transaction.atomic():
        begun = Batch.objects.filter(pk=batch.pk, confirmed_at=None).update(
            confirmed_at=timezone.now(), given=dict(given)
        )
        if not begun:
            raise AlreadyConfirmed
        # The worker ends what a killed process began.
        deliveries.enqueue(
            kind=KIND,
            key=str(batch.uuid),
            lane=Lane.MEDIA,
            due_at=timezone.now() + timedelta(seconds=30) if few(batch) else None,
        )
    if few(batch):
        run(Batch.objects.get(pk=batch.pk))


def few(batch: Batch) -> bool:
    return batch.items.count() <= AT_ONCE


def deliver(row: Delivery) -> None:
    """The worker's part: run a batch to its end."""
    batch = Batch.objects.filter(uuid=row.key).first()
    if batch is not None:
        run(batch)


def run(batch: Batch) -> None:
    """Do what is left of a confirmed batch, then erase the words it carried."""
    act = _act(batch)
    for key in list(batch.items.filter(outcome=Outcome.PENDING).values_list("pk", flat=True)):
        with transaction.atomic():
            item = (
                BatchItem.objects.select_for_update(of=("self",))
                .select_related("case")
                .filter(pk=key, outcome=Outcome.PENDING)
                .first()
            )
            if item is not None:
                item.outcome = _outcome(batch, act, item)
                item.save(update_fields=["outcome"])
    Batch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=timezone.now(), given={})


Act = Callable[[Case, int], object]


def _outcome(batch: Batch, act: Act, item: BatchItem) -> Outcome:
    """Do the act in a savepoint, which a refusal takes back whole."""
    try:
        with transaction.atomic():
            act(item.case, item.seen_lock)
    except services.CaseChanged:
        return Outcome.CHANGED
    except services.NotAllowed:
        log_act_refused(batch.user, batch.act, item.case)
        return Outcome.NOT_ALLOWED
    except (transitions.LetterNeeded, transitions.InputMissing):
        return Outcome.NEEDS_MORE
    except transitions.WrongTransition:
        return Outcome.WRONG_STATUS
    except assignment.NowhereToForward:
        return Outcome.NOWHERE
    except services.CaseClosed:
        return Outcome.NO_PERSON
    return Outcome.DONE


def _act(batch: Batch) -> Act:
    """Return what is done to each case and its lock."""
    user, given = batch.user, batch.given

    def assign(assignee: User | None) -> Act:
        return lambda case, seen: services.assign(
            case=case, user=user, assignee=assignee, seen_lock=seen
        )

    def status(case: Case, seen: int) -> object:
        return services.change_status(
            case=case, user=user, status=given["status"], reason=given["reason"], seen_lock=seen
        )

    def message(case: Case, seen: int) -> object:
        if case.is_closed:
            raise services.CaseClosed
        return services.post_message_by_agent(
            case=case, user=user, text=given["text"], seen_lock=seen
        )

    if batch.act == BatchAct.ASSIGN:
        return assign(User.objects.get(pk=given["assignee"]))
    if batch.act == BatchAct.FORWARD:
        service = Service.objects.get(pk=given["service"])
        return lambda case, seen: assignment.forward(
            case=case, user=user, service=service, reason=given["reason"], seen_lock=seen
        )
    return {
        BatchAct.TAKE.value: assign(user),
        BatchAct.PUT_BACK.value: assign(None),
        BatchAct.STATUS.value: status,
        BatchAct.MESSAGE.value: message,
    }[batch.act]


def forget_old() -> None:
    """Delete batches of long ago, a daily job: the cases keep what was done."""
    Batch.objects.filter(created_at__lte=timezone.now() - KEPT).delete()
