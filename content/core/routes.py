"""The words that the system keeps for itself in addresses, one table for all languages.

`checks.py` and the page mixin refuse them as page slugs at the top of a language's tree.
"""

from functools import cache

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language

SYSTEM_WORDS: dict[str, dict[str, str]] = {
    "procedures": {"fr": "demarches", "en": "procedures"},
    "tracking": {"fr": "suivi", "en": "tracking"},
    "places": {"fr": "lieux", "en": "places"},
    "council": {"fr": "conseil", "en": "council"},
    "search": {"fr": "recherche", "en": "search"},
    "draft": {"fr": "d", "en": "d"},
    "start": {"fr": "commencer", "en": "start"},
    "check": {"fr": "verifier", "en": "check"},
    "receipt": {"fr": "recu", "en": "receipt"},
    "changes": {"fr": "changements", "en": "changes"},
    "restore": {"fr": "retablir", "en": "restore"},
    "later": {"fr": "plus-tard", "en": "later"},
    "resume": {"fr": "reprendre", "en": "resume"},
    "advice": {"fr": "a-savoir", "en": "good-to-know"},
    "files": {"fr": "fichiers", "en": "files"},
    "lookup": {"fr": "chercher-adresse", "en": "find-address"},
    "remove": {"fr": "retirer", "en": "remove"},
    "correct": {"fr": "corriger", "en": "correct"},
    "statement": {"fr": "attestation", "en": "statement"},
    "verify": {"fr": "verifier", "en": "verify"},
    "paper": {"fr": "papier", "en": "paper"},
    "account": {"fr": "compte", "en": "account"},
    "space": {"fr": "mon-espace", "en": "my-space"},
    "enter": {"fr": "entrer", "en": "enter"},
    "identity": {"fr": "identite", "en": "identity"},
    "leave": {"fr": "quitter", "en": "leave"},
    "close": {"fr": "fermer", "en": "close"},
    "claim": {"fr": "rattacher", "en": "claim"},
    "mandate": {"fr": "mandat", "en": "mandate"},
    "reach": {"fr": "me-joindre", "en": "reach-me"},
    "forget": {"fr": "oublier", "en": "forget"},
    "help": {"fr": "aide", "en": "help"},
    "accessibility": {"fr": "accessibilite", "en": "accessibility"},
    "data": {"fr": "donnees", "en": "data"},
    "erasure": {"fr": "effacement", "en": "erasure"},
    "open_data": {"fr": "donnees-ouvertes", "en": "open-data"},
    "privacy": {"fr": "donnees-personnelles", "en": "personal-data"},
    "untranslated": {"fr": "non-traduit", "en": "not-translated"},
    "legal": {"fr": "mentions-legales", "en": "legal-notice"},
    "sitemap": {"fr": "plan-du-site", "en": "site-map"},
}

# Outside any language.
RESERVED = frozenset(
    {"admin", "api", "open311", "media", "static", "documents", "healthz", "readyz", "metrics"}
    | {"oidc", "files"}
    | {"sitemap.xml", "robots.txt"}
)


def word(name: str, language: str | None = None) -> str:
    """Return the system word for ``name`` in ``language`` (default: the active one)."""
    words = SYSTEM_WORDS[name]
    return words.get(language or get_language() or "", words[settings.LANGUAGE_CODE])


def _pattern(template: str) -> str:
    return _pattern_in(template, get_language() or "")


@cache
def _pattern_in(template: str, language: str) -> str:
    """Asked for each pattern at each request; patterns and languages are few."""
    return template.format_map({name: word(name, language) for name in SYSTEM_WORDS})


#: A URL pattern with system words, resolved in the active language:
#: ``path(route("{tracking}/<uuid:case>/"), ...)``. Braces are only for system words.
route = lazy(_pattern, str)
