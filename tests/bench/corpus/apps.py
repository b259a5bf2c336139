from django.apps import AppConfig


class CorpusConfig(AppConfig):
    """What the side-by-side measures need in the database: texts to find, rows to insert."""

    name = "tests.bench.corpus"
    label = "bench_corpus"
    default_auto_field = "django.db.models.BigAutoField"
