"""Agents are told of what arrives in their queues, as each chose: at once, once a day, never.

Like those to residents, these mails say that something awaits, never what: the kind of event,
the procedure's title, the code and where the desk shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from content.core.mail import send_later
from content.core.scheduling import language_of
from eservices.accounts.models import Queue, User
from eservices.accounts.permissions import queues_worked_by, workers_of
from eservices.backoffice.models import NoticeChoice, NoticeTime
from eservices.cases.dates import is_working_day
from eservices.cases.enums import ANSWERING, ARRIVALS, COMING
from eservices.cases.models import Absence, Case, CaseEvent
from eservices.cases.notices import absolute


def choose(*, user: User, choices: Mapping[Queue, NoticeTime]) -> None:
    """Write what ``user`` chose; a daily mail newly chosen tells what arrives from now on."""
    with transaction.atomic():
        held = dict(NoticeChoice.objects.filter(user=user).values_list("queue_id", "time"))
        for queue, chosen in choices.items():
            if held.get(queue.pk, NoticeTime.NEVER) != chosen:
                NoticeChoice.objects.update_or_create(
                    user=user,
                    queue=queue,
                    defaults={"time": chosen, "told_until": timezone.now()},
                )


def tell_now(case: Case, event: CaseEvent) -> None:
    """Write, in the transaction of ``event``, the mails of whoever wants to know at once.

    Where nobody does, which is nearly always, it costs one statement.
    """
    if case.is_test:
        return
    chosen = list(
        User.objects.filter(
            notice_choices__queue=case.queue_id, notice_choices__time=NoticeTime.NOW
        )
        .exclude(pk=event.actor_id or 0)  # nobody is told of what they did
        .select_related("wagtail_userprofile")
        .order_by("pk")
    )
    if chosen:
        wanted = _concerned(case)
        for user in chosen:
            if user.pk in wanted:
                _mail_now(user, case, event)


def _concerned(case: Case) -> set[int]:
    """Return who of those who work the queue now is there for ``case``: its agent, else all."""
    workers = set(workers_of(case.queue).values_list("pk", flat=True))
    there = workers - set(Absence.objects.now().values_list("agent", flat=True))
    return {case.assignee_id} if case.assignee_id in there else there


def _mail_now(user: User, case: Case, event: CaseEvent) -> None:
    language = language_of(user)
    with override(language):
        context = {
            "kind": event.kind,
            "title": case.title_in(language)[0],
            "code": case.grouped_code,
            "queue": case.queue,
            "link": absolute(reverse("desk:case", args=[case.uuid])),
            "choices": absolute(reverse("desk:notices")),
        }
        send_later(
            key=f"agent:{case.uuid}:{event.sequence}:{user.pk}",
            to=user.email,
            subject=gettext("Request %(code)s: something has arrived") % context,
            text=render_to_string("eservices_backoffice/mail/arrived.txt", context),
            language=language,
        )


def tell_daily() -> None:
    """Mail each agent who wants it what arrived until midnight; a daily job, safe to run again.

    Days without work and of absence are told with the next day.
    """
    today = timezone.localdate()
    if not is_working_day(today):
        return
    until = timezone.make_aware(datetime.combine(today, time.min))
    due = NoticeChoice.objects.filter(time=NoticeTime.DAILY, told_until__lt=until)
    away = Absence.objects.now().values("agent")
    users = User.objects.filter(is_active=True, pk__in=due.values("user")).exclude(pk__in=away)
    for user in users.select_related("wagtail_userprofile").order_by("pk"):
        with transaction.atomic():
            _tell_the_day(user, due.filter(user=user), until)


def _tell_the_day(user: User, due: QuerySet[NoticeChoice], until: datetime) -> None:
    # Another worker waits for the rows, and then finds that they are due no more.
    held = list(due.select_for_update(of=("self",)).order_by("pk"))
    worked = {queue.pk: queue for queue in queues_worked_by(user).filter(notice_choices__in=held)}
    lines = [
        {"queue": worked[choice.queue_id], **counts}
        for choice in held
        if choice.queue_id in worked and any((counts := _arrived(choice, until)).values())
    ]
    if lines:
        _mail_the_day(user, lines, until)
    NoticeChoice.objects.filter(pk__in=[choice.pk for choice in held]).update(told_until=until)


def _arrived(choice: NoticeChoice, until: datetime) -> dict[str, int]:
    """Count what arrived in the queue for the agent: on what is theirs, nobody's, or of a
    colleague who is away."""
    away = Absence.objects.now().values("agent")
    theirs = Q(case__assignee=None) | Q(case__assignee=choice.user_id) | Q(case__assignee__in=away)
    events = CaseEvent.objects.filter(
        theirs,
        kind__in=ARRIVALS,
        case__queue=choice.queue_id,
        case__is_test=False,
        at__gte=choice.told_until,
        at__lt=until,
    ).exclude(actor_id=choice.user_id)
    return events.aggregate(
        requests=Count("case", distinct=True, filter=Q(kind__in=COMING)),
        answers=Count("pk", filter=Q(kind__in=ANSWERING)),
    )


def _mail_the_day(user: User, lines: list[dict[str, object]], until: datetime) -> None:
    language = language_of(user)
    with override(language):
        context = {
            "lines": lines,
            "link": absolute(reverse("desk:index")),
            "choices": absolute(reverse("desk:notices")),
        }
        send_later(
            key=f"agent-daily:{user.pk}:{timezone.localdate(until)}",
            to=user.email,
            subject=gettext("What has arrived in your queues"),
            text=render_to_string("eservices_backoffice/mail/daily.txt", context),
            language=language,
        )
