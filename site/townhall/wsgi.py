"""The WSGI application: static files, media, the page cache, then Django."""

import gc
import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townhall.settings.production")

django_application = get_wsgi_application()


def _assemble() -> Any:
    # Only now are the apps loaded.
    from townhall.front.application import build
    from townhall.front.media import MediaFiles, static_files

    pages = build(django_application)
    media: Any = pages
    if settings.MEDIA_URL.startswith("/"):
        media = MediaFiles(pages, root=settings.MEDIA_ROOT, prefix=settings.MEDIA_URL)
    files = static_files(media, root=settings.STATIC_ROOT, prefix=settings.STATIC_URL)
    known = (settings.STATIC_URL, settings.MEDIA_URL)

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        # A page skips what only files need.
        if environ["PATH_INFO"].startswith(known):
            return files(environ, start_response)
        return pages(environ, start_response)

    return application


application = _assemble()
# The addresses are read by the first request otherwise. What the process now holds lives as
# long as it does: looked through for garbage at each turn, it slows every request.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
