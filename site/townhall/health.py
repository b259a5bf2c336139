"""`/healthz`, `/readyz` and `/metrics`, for the machines that watch over the site."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.core.models import Delivery, WorkerHeartbeat
from eservices.cases.files import scanner
from townhall.front.counters import counters

#: A worker that has not swept for this long is taken for dead.
SILENCE = timedelta(seconds=60)


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def worker() -> None:
    if not WorkerHeartbeat.objects.filter(beat_at__gte=timezone.now() - SILENCE).exists():
        raise RuntimeError("no heartbeat")


def search() -> None:
    """Ask the engine one word, where this installation has one."""
    get_engine = import_module("search.engines").get_engine
    get_engine().suggest("a", settings.LANGUAGE_CODE)


def search_engine() -> str:
    """Return the name of the engine that answers the public search."""
    engine: str = import_module("search.engines").get_engine().name
    return engine


def private_store() -> None:
    store = storages["private"]
    name = store.save(f"health/{secrets.token_hex(8)}", ContentFile(b"ready"))
    store.delete(name)


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "worker": worker,
    "search": search,
    "private_store": private_store,
}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers, and ask nothing of anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


def _works(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        return False
    return True


def virus_scanner() -> str:
    """Return the version of the scanner and its signatures, or that it is away or not there."""
    if not scanner.is_configured():
        return "none"
    try:
        return scanner.version()
    except scanner.ScannerUnavailable:
        return "down"


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Name what is down, with 503 where anything is.

    A scanner that is away is named but makes nothing unready: no resident waits for it, and
    the files that came meanwhile stay closed.
    """
    parts = {name: "up" if _works(check) else "down" for name, check in CHECKS.items()}
    down = [name for name, state in parts.items() if state == "down"]
    named = {"scanner": virus_scanner(), "search_engine": search_engine()}
    answer = {"down": down, "parts": {**parts, **named}}
    return JsonResponse(answer, status=503 if down else 200)


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return constant_time_compare(given, settings.METRICS_TOKEN)
    # Behind a front every visitor comes from its address.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Give this process's counters and the queue in Prometheus text format."""
    if not _may_read_metrics(request):
        return HttpResponse(status=403)
    lines = []
    for name, value in counters.items():
        lines += [f"# TYPE townhall_{name}_total counter", f"townhall_{name}_total {value}"]
    lines.append("# TYPE townhall_deliveries gauge")
    for state, count in Delivery.objects.values_list("state").annotate(Count("pk")).order_by():
        lines.append(f'townhall_deliveries{{state="{state}"}} {count}')
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
