"""A page in Chromium for any test: ``with page(live_server.url) as tab: tab.goto(...)``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.needs import chromium

#: A loaded machine is no fault of a page: as long as this, in milliseconds, things are waited for.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium; for several pages in one test."""
    # Playwright keeps an event loop in this thread, where Django then refuses its ORM,
    # though nothing here runs concurrently.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            process = playwright.chromium.launch(
                executable_path=chromium(), headless=True, args=FLAGS
            )
            try:
                yield process
            finally:
                process.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@contextmanager
def page(
    base_url: str,
    *,
    java_script_enabled: bool = True,
    viewport: tuple[int, int] = (1280, 900),
    color_scheme: Literal["light", "dark"] = "light",
    locale: str = "fr-FR",
    process: Browser | None = None,
    **options: Any,
) -> Iterator[Page]:
    """Give a page of a fresh browser context; ``options`` go to ``new_context``.

    ``base_url`` makes ``goto("/fr/")`` work. Pass ``process`` (from ``browser()``) to
    open several contexts in one browser.
    """
    if process is None:
        with (
            browser() as own,
            page(
                base_url,
                java_script_enabled=java_script_enabled,
                viewport=viewport,
                color_scheme=color_scheme,
                locale=locale,
                process=own,
                **options,
            ) as tab,
        ):
            yield tab
        return
    context = process.new_context(
        base_url=base_url,
        java_script_enabled=java_script_enabled,
        viewport={"width": viewport[0], "height": viewport[1]},
        color_scheme=color_scheme,
        locale=locale,
        **options,
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()
