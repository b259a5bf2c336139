from datetime import timedelta

from django.apps import AppConfig


class TownhallConfig(AppConfig):
    name = "townhall"
    label = "townhall"

    def ready(self) -> None:
        from content.core import worker
        from townhall import checks  # noqa: F401  # registers itself

        worker.daily.register("townhall.purges", forget_purges)


def forget_purges() -> None:
    """Delete the purge rows that no process reads any more."""
    from django.utils import timezone

    from content.core.models import Purge

    Purge.objects.filter(created_at__lt=timezone.now() - timedelta(hours=1)).delete()
