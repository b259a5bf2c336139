"""Passages in another language, marked so that screen readers change their voice (RGAA 8.7).

Wagtail offers none (wagtail issue 4694). A mark is an inline style, which Draftail draws
without a script of ours, stored as ``<span lang="es">``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: Languages that a passage may be in, as the toolbar names them.
MARKED = {
    "fr": _("Passage in French"),
    "en": _("Passage in English"),
    "es": _("Passage in Spanish"),
    "de": _("Passage in German"),
    "it": _("Passage in Italian"),
    "pt": _("Passage in Portuguese"),
    "ar": _("Passage in Arabic"),
    "la": _("Passage in Latin"),
}
LANGUAGE_FEATURES = [f"lang-{code}" for code in MARKED]


def register_language_features(features: Any) -> None:
    """Add one toolbar button a language (hook ``register_rich_text_features``)."""
    # Blocks name the features while models load; the editor itself needs them loaded.
    import wagtail.admin.rich_text.editors.draftail.features as draftail
    from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler

    for code, description in MARKED.items():
        style = f"LANG-{code.upper()}"
        features.register_editor_plugin(
            "draftail",
            f"lang-{code}",
            draftail.InlineStyleFeature(
                {
                    "type": style,
                    "label": code.upper(),
                    "description": description,
                    "style": {"borderBottom": "2px dotted"},
                }
            ),
        )
        features.register_converter_rule(
            "contentstate",
            f"lang-{code}",
            {
                "from_database_format": {f'span[lang="{code}"]': InlineStyleElementHandler(style)},
                "to_database_format": {
                    "style_map": {style: {"element": "span", "props": {"lang": code}}}
                },
            },
        )
