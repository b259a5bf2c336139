"""Small words and addresses that every template needs."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from content.core import form_controls
from content.core.routes import word
from content.core.serving import address_of

register = template.Library()

_UNIT = 1000
_MEGA = _UNIT * _UNIT


@register.simple_tag
def site_name() -> str:
    """Return the name that ends every title and stands on the plate."""
    return str(getattr(settings, "SITE_NAME", settings.WAGTAIL_SITE_NAME))


@register.simple_tag
def demonstration() -> bool:
    """Say whether the site shows an invented city, so that every page must say so."""
    return bool(getattr(settings, "DEMO", False))


@register.simple_tag
def help_telephone() -> str:
    """Return the city's telephone number as people read it, or nothing."""
    return str(getattr(settings, "HELP_TELEPHONE", ""))


@register.simple_tag
def home_address(language: str | None = None) -> str:
    """Return the address of the home page in ``language`` (default: the active one)."""
    return f"{get_script_prefix()}{language or get_language() or settings.LANGUAGE_CODE}/"


@register.simple_tag
def system_address(name: str, language: str | None = None) -> str:
    """Return the address behind one system word: ``search`` gives ``/fr/recherche/``."""
    return f"{home_address(language)}{word(name, language)}/"


@register.simple_tag
def safe_static(path: str) -> str:
    """Return a static file's address, or nothing when even the list of files is lost."""
    try:
        return static(path)
    except ValueError:
        return ""


@register.simple_tag
def page_address(page: Any) -> str:
    """Return the public address of a page without asking the database."""
    return address_of(page)


@register.filter
def telephone_link(number: str) -> str:
    """Return the ``tel:`` address of a number written for people."""
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return f"tel:{digits}"


@register.filter
def file_size(size: int | None) -> str:
    """Return a size as people say it, in decimal units: ``240 Ko``, ``1,2 Mo``."""
    if not size:
        return ""
    if size < _MEGA:
        return _("%(size)s KB") % {"size": max(1, round(size / _UNIT))}
    megabytes = round(size / _MEGA, 1)
    number = f"{megabytes:g}"
    if (get_language() or "").startswith("fr"):
        number = number.replace(".", ",")
    return _("%(size)s MB") % {"size": number}


@register.filter
def date_in_words(value: datetime.date | None) -> str:
    """Return ``lundi 3 mars 2025``, and in French ``1er`` for the first of a month."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if (get_language() or "").startswith("fr"):
        day = "1er" if value.day == 1 else str(value.day)
        return f"{format_date(value, 'l').lower()} {day} {format_date(value, 'F Y')}"
    return format_date(value, "l j F Y")


@register.filter
def time_in_words(value: datetime.datetime | None) -> str:
    """Return ``14 h 32`` or ``9 h`` in French, ``2:32pm`` or ``9am`` in English."""
    if value is None:
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    if (get_language() or "").startswith("fr"):
        return format_date(value, "G\u00a0\\h\u00a0i" if value.minute else "G\u00a0\\h")
    return (
        f"{format_date(value, 'g:i' if value.minute else 'g')}{'am' if value.hour < 12 else 'pm'}"
    )


@register.filter
def moment(value: datetime.date | None) -> SafeString | str:
    """Return a ``<time>`` with the date in words, and the hour where there is one."""
    if value is None:
        return ""
    words = date_in_words(value)
    if isinstance(value, datetime.datetime):
        if timezone.is_aware(value):
            value = timezone.localtime(value)
        words = _("%(date)s at %(time)s") % {"date": words, "time": time_in_words(value)}
        return format_html(
            '<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), words
        )
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.filter
def clock(seconds: float | None) -> str:
    """Return a place in a recording as ``1:02:07``."""
    whole = int(seconds or 0)
    hours, rest = divmod(whole, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{last:02}" if hours else f"{minutes}:{last:02}"


@register.filter
def duration_in_words(seconds: float | None) -> str:
    """Return ``2 hours 5 minutes``; below a minute, seconds."""
    whole = int(seconds or 0)
    if whole < 60:
        return ngettext("%(count)s second", "%(count)s seconds", whole) % {"count": whole}
    hours, minutes = divmod(round(whole / 60), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if minutes:
        parts.append(
            ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
        )
    return " ".join(parts)


@register.filter
def spoken_code(code: str) -> SafeString:
    """Return a code in groups that never break; copying it keeps the hyphens."""
    groups = [
        format_html("<span>{}</span>", group) for group in str(code).replace(" ", "-").split("-")
    ]
    return SafeString('<span aria-hidden="true">-</span>'.join(groups))


@register.filter
def is_foreign(language: Any) -> bool:
    """Say whether a text's language needs marking on the page being shown."""
    return bool(language) and str(language) != (get_language() or settings.LANGUAGE_CODE)


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """Return the attributes of an element as written in its tag."""
    return form_controls.attributes(attrs)
