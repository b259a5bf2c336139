"""Where to install a procedure, for whom, and whether residents see it at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from content.core.models import Service
from eservices.catalogue import permissions
from eservices.catalogue.places import parents_of

DRAFT, LIVE = "draft", "live"


class InstallForm(forms.Form):
    """``cleaned_data["parents"]`` maps a language to its parent page."""

    service = forms.ModelChoiceField(
        Service.objects.all(),
        label=_("Service in charge"),
        help_text=_("It receives the requests."),
    )
    parent = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        label=_("Section of the site"),
        help_text=_("In any language: each translation goes under that of the section."),
        widget=AdminPageChooser(user_perms="add_subpage"),
    )
    state = forms.ChoiceField(
        label=_("When installed"),
        choices=[
            (DRAFT, _("Keep it as a draft: read it, change it, publish it later")),
            (LIVE, _("Publish it: residents can start at once")),
        ],
        initial=DRAFT,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "parent" not in cleaned or "state" not in cleaned:
            return cleaned
        parents = parents_of(cleaned["parent"])
        publish = cleaned["state"] == LIVE
        if settings.LANGUAGE_CODE not in parents:
            self.add_error("parent", _("The section must exist in the site’s first language."))
        elif not permissions.may_install(self.user, parents.values(), publish=publish):
            self.add_error(
                "parent",
                _("You may not publish under this section, in each of its languages.")
                if publish
                else _("You may not create pages under this section, in each of its languages."),
            )
        return cleaned | {"parents": parents, "publish": publish}
