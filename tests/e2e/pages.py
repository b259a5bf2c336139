"""The page types of the site, each by one address of the demonstration city."""

PUBLIC = {
    "home": "/fr/",
    "home-english": "/en/",
    "section": "/fr/vivre-a-paris/",
    "service": "/fr/demarches/etat-civil/",
    "article": "/fr/actualites/encombrants/",
    "news": "/fr/actualites/",
    "procedure": "/fr/demarches/acte-etat-civil/",
    "procedure-english": "/en/procedures/civil-status-certificate/",
    "places": "/fr/lieux/",
    "place": "/fr/lieux/mairie-paris-9e/",
    "council": "/fr/conseil/",
    "session": "/fr/conseil/2026-11-17/",
    "session-english": "/en/council/2026-11-17/",
    "item": "/fr/conseil/2026-11-17/1-ouverture-de-douze-bibliotheques-le-dimanche/",
    "intervention": "/fr/conseil/2026-11-17/intervention-1/",
    "search": "/fr/recherche/?q=acte+de+naissance",
    "search-nothing": "/fr/recherche/?q=xyzzyx",
    "help": "/fr/aide/",
    "accessibility": "/fr/accessibilite/",
    "privacy": "/fr/donnees-personnelles/",
    "legal": "/fr/mentions-legales/",
    "site-map": "/fr/plan-du-site/",
}
#: Pages with a form of one's own: they may set a cookie and are never cached.
FORMS = {
    "start": "/fr/demarches/acte-etat-civil/commencer/",
    "start-english": "/en/procedures/civil-status-certificate/start/",
    "tracking": "/fr/suivi/",
    "verify": "/fr/suivi/verifier/",
    "sign-in": "/fr/compte/login/",
    "password": "/fr/compte/password/reset/",
    "space": "/fr/mon-espace/entrer/",
}
MISSING = {"404": "/fr/rien-de-tel/", "404-english": "/en/nothing-like-it/"}
EVERY = {**PUBLIC, **FORMS, **MISSING}
