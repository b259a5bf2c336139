"""Which engine answers the public search, and where it keeps its index."""

from townhall.settings.env import env

SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
SEARCH_INDEX_PATH = env("TOWNHALL_VAR") / "search"
