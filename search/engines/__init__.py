"""The engine in use, chosen by the settings."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine, EngineUnavailable

__all__ = ["Engine", "EngineUnavailable", "get_engine"]


@cache
def get_engine() -> Engine:
    """Return this process's engine, opened at first use."""
    engine: Engine = import_string(settings.SEARCH_ENGINE)()
    return engine
