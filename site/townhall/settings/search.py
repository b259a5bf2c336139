"""Which engine answers the public search, and where it keeps its index."""

from townhall.settings.env import env

ELASTICSEARCH_URL = env("ELASTICSEARCH_URL")
ELASTICSEARCH_PREFIX = env("ELASTICSEARCH_PREFIX")
SEARCH_ENGINE = (
    "search.engines.elastic.ElasticEngine"
    if ELASTICSEARCH_URL
    else "search.engines.embedded.EmbeddedEngine"
)
SEARCH_INDEX_PATH = env("TOWNHALL_VAR") / "search"
