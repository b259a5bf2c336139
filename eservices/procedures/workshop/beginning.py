"""A new procedure: empty, or from one that is there already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.models import Page

from eservices.procedures.models import ProcedurePage
from eservices.procedures.versions.starters import UnknownStarter, begin, starters

#: In an address: the editor wants an empty procedure, as Wagtail gives it.
EMPTY = "empty"


class BeginForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    starter = forms.ChoiceField(
        label=gettext_lazy("Begin from"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The new procedure is a draft of its own: change what you like."),
    )

    def __init__(self, language: str, data: Any = None) -> None:
        super().__init__(data)
        self.fields["starter"].choices = choices(language)  # type: ignore[attr-defined]

    def begin(self, parent: Page, user: Any) -> ProcedurePage:
        """Raises `UnknownStarter`."""
        source, _colon, key = self.cleaned_data["starter"].partition(":")
        title = self.cleaned_data["title"]
        return begin(parent=parent, source=source, key=key, title=title, user=user)


def choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can be begun from, in groups."""
    groups = [
        (
            source.label,
            [(f"{source.name}:{each.key}", _said(each)) for each in source.offered(language)],
        )
        for source in starters
    ]
    return [(label, offered) for label, offered in groups if offered]


def _said(starter: Any) -> str:
    return f"{starter.title} – {starter.summary}" if starter.summary else starter.title


class BeginView(WagtailAdminTemplateMixin, TemplateView):
    page_title = gettext_lazy("New procedure")
    header_icon = "form"
    template_name = "eservices_procedures/workshop/beginning.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.parent: Page = get_object_or_404(Page, pk=kwargs["parent_id"]).specific
        rights: Any = self.parent.permissions_for_user(request.user)
        if not (rights.can_add_subpage() and ProcedurePage.can_create_at(self.parent)):
            raise PermissionDenied

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = get_breadcrumbs_items_for_page(self.parent, self.request.user)
        return [*above, {"url": "", "label": str(self.get_page_title())}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", BeginForm(self.parent.locale.language_code))
        empty = reverse(
            "wagtailadmin_pages:add", args=["eservices_procedures", "procedurepage", self.parent.pk]
        )
        return super().get_context_data(**kwargs) | {"empty": f"{empty}?{EMPTY}=1"}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = BeginForm(self.parent.locale.language_code, request.POST)
        if form.is_valid():
            try:
                page = form.begin(self.parent, request.user)
            except UnknownStarter:
                form.add_error("starter", _("It is not offered any more. Choose another."))
            else:
                words = {"title": page.title}
                messages.success(request, _("“%(title)s” is begun, as a draft.") % words)
                return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        return self.render_to_response(self.get_context_data(form=form), status=422)
