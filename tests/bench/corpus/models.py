from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.search import index


class Text(index.Indexed, models.Model):
    """A page as a search backend sees it: a title and a text."""

    title = models.CharField(max_length=200)
    body = models.TextField()

    search_fields = [index.SearchField("title", boost=4), index.SearchField("body")]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """What the plain form inserts: one typed text."""

    typed = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Entry]] = models.Manager()

    def __str__(self) -> str:
        return self.typed
