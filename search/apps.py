from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core import deliveries, worker
        from content.core.chrome import chrome as pieces
        from content.core.see_also import see_also
        from search import chrome, indexing, observation
        from search.related import Related
        from search.sources import sources
        from search.sources.council import InterventionSource, SessionSource
        from search.sources.pages import PageSource
        from search.sources.places import PlaceSource
        from search.sources.procedures import ProcedureSource

        deliveries.handlers.register(indexing.KIND, indexing.index_changed)
        worker.daily.register("search.questions", observation.clean)
        pieces.register("search_head", chrome.head)
        see_also.register(Related())
        # The order of the results page: what one can do, where, what to read, what was said.
        sources.register(ProcedureSource())
        sources.register(PlaceSource())
        sources.register(PageSource())
        sources.register(SessionSource())
        sources.register(InterventionSource())
