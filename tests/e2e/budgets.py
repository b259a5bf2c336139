"""What a page may weigh on a poor line, with nothing kept from an earlier visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import brotli
from playwright.sync_api import Page, Response

NODES = "document.getElementsByTagName('*').length"


@dataclass
class Budget:
    """Kilobytes compressed, requests, elements."""

    total: int
    html: int
    requests: int
    nodes: int
    css: int = 12
    scripts: int = 8


STEP = Budget(total=60, html=12, requests=6, nodes=400, scripts=6)
CONTENT = Budget(total=150, html=20, requests=12, nodes=1200)
HOME = Budget(total=180, html=20, requests=15, nodes=1200)


def of_step(page: Page) -> list[object]:
    """Return what a step of a journey, opened already, holds beyond its budget."""
    weight = len(brotli.compress(page.content().encode(), quality=5)) / 1000
    nodes = page.evaluate(NODES)
    over = [("html", weight)] if weight > STEP.html else []
    return [*over, *([("nodes", nodes)] if nodes > STEP.nodes else [])]


@dataclass
class Transfer:
    """Everything that a page asked for; ``Transfer(page)`` before it is opened."""

    page: Page
    responses: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", lambda one: self.responses.append(one))

    def hosts(self) -> set[str]:
        return {urlsplit(one.url).netloc for one in self.responses}

    def beyond(self, budget: Budget) -> dict[str, tuple[float, int]]:
        """Return what is over the budget: measured and allowed."""
        weights = {"html": 0.0, "css": 0.0, "scripts": 0.0, "total": 0.0}
        kinds = {"document": "html", "stylesheet": "css", "script": "scripts"}
        for one in self.responses:
            kind = kinds.get(one.request.resource_type)
            # A film is asked for by whoever starts it; a redirect has no body.
            if one.request.resource_type == "media" or 300 <= one.status < 400:
                continue
            # As a browser over TLS receives it.
            body = one.body()
            weight = len(brotli.compress(body, quality=5)) / 1000 if kind else len(body) / 1000
            weights["total"] += weight
            if kind:
                weights[kind] += weight
        measured = {
            **weights,
            "requests": len(self.responses),
            "nodes": self.page.evaluate(NODES),
        }
        return {
            name: (round(value, 1), getattr(budget, name))
            for name, value in measured.items()
            if value > getattr(budget, name)
        }
