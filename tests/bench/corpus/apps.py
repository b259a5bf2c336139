from django.apps import AppConfig


class CorpusConfig(AppConfig):
    """Texts that Wagtail's own search backend can index, for the side-by-side measure."""

    name = "tests.bench.corpus"
    label = "bench_corpus"
    default_auto_field = "django.db.models.BigAutoField"
