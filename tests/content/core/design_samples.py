"""Pages that hold every component once, to be looked at and audited in a browser."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils.translation import override

from content.core.cards import Card
from content.core.forms import (
    AccessibleForm,
    Checkboxes,
    DateField,
    PersonNameField,
    PostalAddressField,
    Radios,
)


class EveryQuestion(AccessibleForm):
    """One field of each kind."""

    document = forms.ChoiceField(
        label="De quel document avez-vous besoin ?",
        choices=[("full", "Copie intégrale"), ("extract", "Extrait avec filiation")],
        widget=Radios(hints={"full": "Elle contient toutes les mentions de l’acte."}),
    )
    person = PersonNameField(label="De qui est l’acte ?")
    born = DateField(
        label="Quelle est votre date de naissance ?",
        help_text="Par exemple 31 3 1985",
        latest=datetime.date(2026, 11, 23),
        birthday_of_user=True,
    )
    address = PostalAddressField(label="Où devons-nous envoyer le document ?", abroad=True)
    email = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Nous y envoyons le code de suivi.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    district = forms.ChoiceField(
        label="Arrondissement de naissance",
        choices=[("", "Choisissez"), ("1", "1er arrondissement"), ("2", "2e arrondissement")],
    )
    reasons = forms.MultipleChoiceField(
        label="À quoi servira le document ?",
        choices=[("marriage", "Un mariage"), ("passport", "Un passeport")],
        widget=Checkboxes,
    )
    story = forms.CharField(
        label="Que voulez-vous nous dire ?", widget=forms.Textarea, max_length=500
    )
    proof = forms.FileField(
        label="Un justificatif du lien de parenté", help_text="PDF ou photo, 10 Mo au plus"
    )
    declared = forms.BooleanField(label="Je certifie que ces réponses sont exactes")


class LoneQuestion(AccessibleForm):
    label_as_heading = True

    born = DateField(label="Quelle est votre date de naissance ?")


WRONG = {
    "born-day": "31",
    "born-month": "fév",
    "born-year": "1985",
    "address-town": "Paris",
    "address-postcode": "750",
    "email": "lea@",
    "district": "9",
}

_HEAD = """{% extends "content_core/base.html" %}{% load i18n content_core_tags %}
{% block title %}Composants{% endblock %}
"""
_FORM = (
    _HEAD
    + """{% block main %}
{% include "content_core/components/error_summary.html" with form=form %}
<p class="steps">Acte de naissance – Étape 2 sur 5</p>
{% if not form.label_as_heading %}<h1>Votre demande</h1>{% endif %}
<form method="post" novalidate class="stack">{{ form }}
<p><button class="button" type="submit">Continuer</button></p>
<p class="step-ways">
<button class="button-quiet" type="submit" name="later">Enregistrer</button></p>
</form>{% endblock %}"""
)
_COMPONENTS = (
    _HEAD
    + """{% block breadcrumb %}
{% include "content_core/components/breadcrumb.html" with here="Composants" crumbs=crumbs %}
{% endblock %}{% block main %}
<p class="plate"><small>11e Arrt</small>Mairie</p>
<h1>Demander un acte de naissance</h1>
<p class="lede">C’est gratuit. Vous le recevez par la poste.</p>
<div class="notice"><p class="notice-title"><strong>À savoir</strong></p><p>Un fait.</p></div>
<div class="notice notice-warning"><p>Lundi.</p></div>
<p class="notice notice-success">C’est fait.</p>
<dl class="facts"><div><dt>Qui</dt><dd>Vous-même, vos parents, vos enfants</dd></div>
<div><dt>Coût</dt><dd>Gratuit</dd></div></dl>
<p><a class="button" href="/fr/">Commencer</a></p>
<p class="lede"><strong class="tag-status">En cours</strong></p>
<section aria-labelledby="lists"><h2 id="lists">Les lieux</h2>
{% include "content_core/components/card_list.html" with cards=cards %}
<nav class="pagination" aria-label="Pages"><a rel="prev" href="?page=1">Page précédente</a>
<span>Page 2 sur 3</span></nav></section>
<section aria-labelledby="answers"><h2 id="answers">Vos réponses</h2>
<dl class="summary-list">{% for row in rows %}<div><dt>{{ row.label }}</dt>
<dd>{{ row.value|default:"Non renseigné" }}</dd>
<dd><a href="{{ row.url }}">Modifier<span class="visually-hidden"> {{ row.label }}</span></a></dd>
</div>{% endfor %}</dl>
<ul class="list-links"><li><a href="/notice/">Notice (PDF, {{ 240000|file_size }})</a></li></ul>
</section>
<ol class="steps"><li><p>Répondez aux questions.</p></li><li><p>Envoyez.</p></li></ol>
<article class="letter stack"><h2>Votre demande est envoyée</h2>
<div class="code-plate"><p>Votre code de suivi</p>
<p><strong class="code" translate="no">{{ "7KM4-PX2R-9"|spoken_code }}</strong></p></div>
<ol class="timeline"><li>{{ day|moment }} : demande reçue</li></ol></article>
<div class="table-scroll" role="region" tabindex="0" aria-labelledby="cap">
<table class="hours"><caption id="cap">Horaires</caption><thead><tr><th scope="col">Jour</th>
<th scope="col">Heures</th></tr></thead><tbody><tr class="today"><th scope="row">Lundi</th>
<td>8 h 30 – 17 h</td></tr></tbody></table></div>
<section class="transcript" aria-labelledby="said"><h2 id="said">Ce qui a été dit</h2>
<article class="intervention"><h3 class="speaker">Élise Martin (démo)
<span class="office">Adjointe à la culture</span></h3>
<ol class="cues"><li class="cue" id="c1"><a class="time" href="?t=62">
<span class="visually-hidden">Regarder à </span>{{ 62|clock }}</a>
<span class="words">Mes chers collègues, ouvrons la séance.</span></li></ol></article></section>
{% endblock %}"""
)

ERRORS = ("400", "403", "404", "413", "429", "csrf", "500", "maintenance")


def _context() -> dict[str, Any]:
    return {
        "day": datetime.date(2026, 3, 1),
        "crumbs": [SimpleNamespace(title="État civil", url="/fr/etat-civil/", language="fr")],
        "cards": [
            Card(
                title="Mairie du 11e",
                url="/fr/lieux/mairie-11/",
                kind="place",
                language="fr",
                summary="État civil, élections.",
                state="Ouvert, ferme à 17 h",
                facts=("12 rue de la Démo",),
            )
        ],
        "rows": [
            SimpleNamespace(label="Nom", value="Durand (démo)", language="fr", url="/fr/d/nom/"),
            SimpleNamespace(label="Complément", value="", language="fr", url="/fr/d/adresse/"),
        ],
    }


def render(name: str, language: str = "fr") -> str:
    """Return the HTML of one sample: components, empty, wrong, lone or an error's number."""
    with override(language):
        if name in ERRORS:
            return render_to_string(f"content_core/errors/{name}.html")
        source = _COMPONENTS if name == "components" else _FORM
        forms_shown = {
            "empty": lambda: EveryQuestion(),
            "wrong": lambda: EveryQuestion(WRONG),
            "lone": lambda: LoneQuestion({"born-day": "5"}),
        }
        context = _context()
        if name in forms_shown:
            context["form"] = forms_shown[name]()
        return engines["django"].from_string(source).render(context)


PAGES = ("components", "empty", "wrong", "lone", *ERRORS)
