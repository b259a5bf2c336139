from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.search import index


class Text(index.Indexed, models.Model):
    """A page as a search backend sees it: a title and a text."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    kind = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager[Text]] = models.Manager()
    search_fields = [
        index.SearchField("title", boost=4),
        index.SearchField("body"),
        index.FilterField("kind"),
    ]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """What the plain form inserts: the six answers that a measured step asks for."""

    TOPICS = [("a", "Une chose"), ("b", "Une autre"), ("c", "Autre chose")]

    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=30)
    topic = models.CharField(max_length=1, choices=TOPICS)
    message = models.TextField(max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Entry]] = models.Manager()

    def __str__(self) -> str:
        return self.subject
