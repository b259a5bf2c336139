"""What is on the Council's agenda and what was said, with the second it was said at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from content.council.models import Cue, Intervention, Session, TranscriptLayer
from search.documents import Document, Passage
from search.sources.base import Link, joined

#: Debates are held, and their record kept, in the site's first language.
SPOKEN = settings.LANGUAGE_CODE
#: The last sessions, which stand in when the engine is away.
LISTED = 20


class SessionSource:
    kind = "session"

    @property
    def label(self) -> str:
        return _("Council sessions")

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        sessions = Session.objects.prefetch_related("texts", "items__texts")
        if ids is not None:
            sessions = sessions.filter(uuid__in=list(ids))
        for session in sessions:
            for language, _name in settings.LANGUAGES:
                yield self._document(session, language)

    def _document(self, session: Session, language: str) -> Document:
        text = session.text(language)
        items = filter(None, (item.text(language) for item in session.items.all()))
        with translation.override(language):
            return Document(
                kind=self.kind,
                id=str(session.uuid),
                language=language,
                text_language=text.language if text else SPOKEN,
                title=text.title if text else str(session),
                url=reverse("council:session", args=[session.slug]),
                summary=text.summary if text else "",
                body=joined(*(words for item in items for words in (item.title, item.summary))),
                date=localdate(session.starts_at),
            )

    def listing(self, language: str) -> list[Link]:
        sessions = Session.objects.prefetch_related("texts").order_by("-starts_at")[:LISTED]
        rows = [(session, session.text(language)) for session in sessions]
        with translation.override(language):
            return [
                Link(
                    text.title if text else str(session),
                    reverse("council:session", args=[session.slug]),
                    text.language if text else SPOKEN,
                )
                for session, text in rows
            ]


class InterventionSource:
    """One document an intervention; its cues are passages, each with its second."""

    kind = "intervention"

    @property
    def label(self) -> str:
        return _("Said in the Council")

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        rows = (
            Intervention.objects.published()
            .select_related("sitting__session", "item", "mandate__speaker")
            .prefetch_related("item__texts", "mandate__texts", "sitting__session__texts")
        )
        if ids is not None:
            rows = rows.filter(uuid__in=list(ids))
        layers: dict[int, TranscriptLayer | None] = {}
        for row in rows:
            if row.sitting_id not in layers:
                layers[row.sitting_id] = (
                    TranscriptLayer.objects.shown().filter(sitting=row.sitting).first()
                )
            cues = Cue.objects.filter(layer=layers[row.sitting_id], intervention=row).in_order()
            for language, _name in settings.LANGUAGES:
                yield self._document(row, list(cues), language)

    def _document(self, row: Intervention, cues: list[Cue], language: str) -> Document:
        session, item = row.sitting.session, row.item
        words = item.text(language) if item else None
        with translation.override(language):
            url = reverse("council:intervention", args=[session.slug, row.number])
            page = reverse("council:session", args=[session.slug])
        return Document(
            kind=self.kind,
            id=str(row.uuid),
            language=language,
            text_language=SPOKEN,
            title=f"{row.name} – {words.title}" if words else row.name,
            url=url,
            speaker=row.name,
            date=localdate(session.starts_at),
            passages=tuple(self._passage(row, cue, page) for cue in cues),
        )

    def _passage(self, row: Intervention, cue: Cue, page: str) -> Passage:
        seconds = row.sitting.media_seconds(cue.start_ms)
        sitting = "" if row.sitting.position == 1 else f"s={row.sitting.position}&"
        return Passage(cue.text, f"{page}?{sitting}t={int(seconds)}#c{cue.number}", seconds)

    def listing(self, language: str) -> list[Link]:
        return []
