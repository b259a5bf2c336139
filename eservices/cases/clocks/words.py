"""Both clocks in plain words, the same for the resident and for the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from content.core.templatetags.content_core_tags import date_in_words
from eservices.cases.clocks.caches import clocks_of
from eservices.cases.clocks.replay import Clocks, LegalClock, Pause
from eservices.cases.enums import Silence
from eservices.cases.models import Case, CaseEvent


@dataclass(frozen=True, slots=True)
class Said:
    """Editors' words and the language they are in."""

    text: str
    language: str


def said(values: Mapping[str, str], language: str) -> Said:
    """Return words by language for a reader of ``language``, else those of the source."""
    code = language if values.get(language) else settings.LANGUAGE_CODE
    return Said(values.get(code, ""), code)


class Told:
    """The clocks of one case for one reader; each sentence stands by itself."""

    def __init__(self, clocks: Clocks, language: str, today: date | None = None) -> None:
        self.clocks, self.language = clocks, language
        self.today = today or timezone.localdate()

    @cached_property
    def promise(self) -> str:
        clock = self.clocks.promise
        if clock is None:
            return ""
        with override(self.language):
            if clock.due_on is None:
                return ngettext(
                    "The time promised stands still while we wait for an answer: "
                    "%(count)d working day is left when it comes.",
                    "The time promised stands still while we wait for an answer: "
                    "%(count)d working days are left when it comes.",
                    clock.left,
                ) % {"count": clock.left}
            words = {"date": date_in_words(clock.due_on)}
            if clock.is_late(self.today):
                return _("An answer was promised by %(date)s: it is late.") % words
            if clock.stopped_on is not None:
                return _("An answer was promised by %(date)s: the promise was kept.") % words
            return _("An answer is promised by %(date)s at the latest.") % words

    @cached_property
    def legal(self) -> list[str]:
        """What the legal period is now, and what silence means at its end."""
        clock = self.clocks.legal
        if clock is None:
            return []
        with override(self.language):
            return list(_legal(clock, self.today))

    @cached_property
    def law(self) -> Said | None:
        return self._rule_words("text")

    @cached_property
    def special(self) -> Said | None:
        """What happens at the end of the period under a special regime."""
        return self._rule_words("special")

    @cached_property
    def appeal(self) -> Said | None:
        """Means and delays of appeal against a refusal by silence."""
        clock = self.clocks.legal
        if clock is None or clock.rule.silence != Silence.REFUSAL:
            return None
        own = self._rule_words("appeal")
        if own is not None:
            return own
        with override(self.language):
            return Said(usual_appeal(), self.language)

    def _rule_words(self, name: str) -> Said | None:
        clock = self.clocks.legal
        found = said(getattr(clock.rule, name), self.language) if clock else None
        return found if found and found.text else None

    @cached_property
    def pauses(self) -> list[str]:
        """Each pause of each clock, oldest first."""
        promise, legal = self.clocks.promise, self.clocks.legal
        with override(self.language):
            named = [(pause, _("the time promised")) for pause in promise.pauses] if promise else []
            named += [(pause, _("the legal period")) for pause in legal.pauses] if legal else []
            named.sort(key=lambda each: each[0].start)
            return [_pause(pause, clock) for pause, clock in named]

    @property
    def agreed(self) -> bool:
        """Whether silence has become an agreement, which can be attested."""
        clock = self.clocks.legal
        silent = clock is not None and clock.silent_since is not None
        return silent and clock.rule.silence == Silence.AGREEMENT  # type: ignore[union-attr]

    @property
    def refused(self) -> bool:
        """Whether silence has become a refusal, which can be appealed."""
        clock = self.clocks.legal
        silent = clock is not None and clock.silent_since is not None
        return silent and clock.rule.silence == Silence.REFUSAL  # type: ignore[union-attr]


def told(case: Case, language: str, *, events: list[CaseEvent] | None = None) -> Told:
    """Return the clocks of ``case`` in words; ``events`` are all of them, if read already."""
    return Told(clocks_of(case, events=events), language)


def usual_appeal() -> str:
    """Source: code of administrative justice, R421-2; CRPA, L411-2 and L232-4."""
    return _(
        "Within two months of that day you can ask the mayor to look at the request again, or "
        "apply to the administrative court, also at www.telerecours.fr. Within the same time you "
        "can ask for the reasons of the refusal."
    )


def outcome(silence: str, ends_on: str) -> str:
    """Return what silence will mean at the end of the period, in words."""
    words = {"date": ends_on}
    return {
        Silence.AGREEMENT: _("Without a decision by %(date)s, the request counts as accepted."),
        Silence.REFUSAL: _("Without a decision by %(date)s, the request counts as refused."),
        Silence.SPECIAL: _("The legal period ends on %(date)s."),
    }[Silence(silence)] % words


def _legal(clock: LegalClock, today: date) -> Iterator[str]:
    if clock.decided_on is not None and clock.is_dropped:
        yield _("The request was closed on %(date)s without a decision.") % {
            "date": date_in_words(clock.decided_on)
        }
    elif clock.decided_on is not None:
        yield _("The decision was made on %(date)s, within the legal period.") % {
            "date": date_in_words(clock.decided_on)
        }
    elif clock.silent_since is not None:
        yield {
            Silence.AGREEMENT: _(
                "No decision was made by %(date)s: since then the request counts as accepted."
            ),
            Silence.REFUSAL: _(
                "No decision was made by %(date)s: since then the request counts as refused."
            ),
            Silence.SPECIAL: _("The legal period ended on %(date)s without a decision."),
        }[Silence(clock.rule.silence)] % {"date": date_in_words(clock.silent_since)}
    elif clock.ends_on is None:
        yield _(
            "The file is incomplete: the legal period runs only from the day when what is missing "
            "arrives."
        )
        yield length(clock)
    else:
        if clock.is_suspended(today):
            yield _(
                "The file is incomplete: the legal period is suspended until what is missing "
                "arrives, at the latest until %(date)s."
            ) % {"date": date_in_words(clock.pause.until if clock.pause else None)}
        yield outcome(clock.rule.silence, date_in_words(clock.ends_on))


def length(clock: LegalClock) -> str:
    """Return what silence means after how long, where the day is not known yet."""
    rule = clock.rule
    amount = (
        ngettext("%(count)d month", "%(count)d months", rule.amount)
        if rule.unit == "months"
        else ngettext("%(count)d day", "%(count)d days", rule.amount)
    ) % {"count": rule.amount}
    return {
        Silence.AGREEMENT: _("After %(time)s without a decision, the request counts as accepted."),
        Silence.REFUSAL: _("After %(time)s without a decision, the request counts as refused."),
        Silence.SPECIAL: _("It lasts %(time)s."),
    }[Silence(rule.silence)] % {"time": amount}


def _pause(pause: Pause, clock: str) -> str:
    words = {"clock": clock, "start": date_in_words(pause.start)}
    if pause.end == pause.start:
        return _("On %(start)s, %(clock)s stood still.") % words
    if pause.end is not None:
        words["end"] = date_in_words(pause.end)
        return _("From %(start)s to %(end)s, %(clock)s stood still.") % words
    if pause.until is not None:
        words["until"] = date_in_words(pause.until)
        return _("Since %(start)s, at the latest until %(until)s, %(clock)s stands still.") % words
    return _("Since %(start)s, %(clock)s stands still.") % words
