"""The whole site, and beside it a plain form that inserts a row, behind the same middleware."""

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path

from tests.bench.corpus.models import Entry
from townhall import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
PLAIN = "/fr/bench/form/"


class PlainForm(forms.ModelForm[Entry]):
    class Meta:
        model = Entry
        fields = ["name", "subject", "email", "phone", "topic", "message"]
        widgets = {"topic": forms.RadioSelect}


def plain_form(request: HttpRequest) -> HttpResponseBase:
    """Show a form in the site's frame, insert what was typed, redirect: a Django tutorial's."""
    form = PlainForm(request.POST or None)
    if form.is_valid():
        form.save()
        return redirect("bench-form")
    status = 422 if form.is_bound else 200
    return render(request, "bench/form.html", {"form": form}, status=status)


urlpatterns = [
    path(PLAIN.removeprefix("/"), plain_form, name="bench-form"),
    *urls.urlpatterns,
]
