"""Every kind of public document; `SearchConfig.ready` fills the registry."""

from search.sources.base import Link, Source, SourceRegistry

__all__ = ["Link", "Source", "SourceRegistry", "sources"]

sources = SourceRegistry()
