"""What staff write of an erasure: that it was asked for, and the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import User
from eservices.backoffice.forms import DeskForm, RadioSelect
from eservices.cases import contacts
from eservices.cases.enums import Channel, ErasureGround
from eservices.cases.kinds import kinds
from eservices.cases.models import Case, Signatory
from eservices.records.erasure import LONGEST, Paper, Reply, is_under_way

GRANT, REFUSE = "grant", "refuse"


class RecordErasureForm(DeskForm):
    """A question that came otherwise than on the website."""

    name = "erasure"
    gives_up = forms.BooleanField(
        label=_("The person gives the request up: it is closed now"),
        required=False,
        help_text=_("A request that is kept is answered first: its file can only go afterwards."),
    )
    channel = forms.ChoiceField(
        label=_("How it was asked"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ONLINE],
    )
    why = forms.CharField(
        label=_("What the person said"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_under_way(case):
            del self.fields["gives_up"]


class AnswerForm(DeskForm):
    """The answer; the fields of a letter stand for whom no e-mail reaches, and only then."""

    name = "answer"
    decision = forms.ChoiceField(
        label=_("Answer"),
        widget=RadioSelect,
        choices=[
            (GRANT, _("Grant: the file is proposed to the archives")),
            (REFUSE, _("Refuse")),
        ],
        error_messages={"required": _("Choose to grant or to refuse.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground of a refusal (GDPR)"),
        required=False,
        choices=[("", _("None: granted")), *ErasureGround.choices],
    )
    reasons = forms.CharField(
        label=_("Reasons, in the language of the person"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": "6", "spellcheck": "true"}),
        help_text=_("Needed for a refusal: which rule, and why it holds for this file."),
    )
    recipient = forms.CharField(
        label=_("Recipient of the letter"),
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=_(
            "No e-mail reaches this person: the answer goes by post. Name, street, town, a line "
            "each. Leave it empty if no address is known: it is then read with the code alone."
        ),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=60)
    capacity = forms.CharField(label=_("Your capacity"), required=False, max_length=150)

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        signatory = Signatory.objects.filter(user=user).first()
        kwargs["initial"] = {
            "recipient": _recipient(case),
            "place": signatory.place if signatory else "",
            "capacity": signatory.capacity if signatory else "",
        }
        super().__init__(*args, **kwargs)
        if is_under_way(case):
            self.fields["decision"].help_text = _(
                "This request is under way and its person has not given it up: finish it before "
                "you grant, or refuse because its file is still needed."
            )
        else:
            grounds = self.fields["ground"]
            grounds.choices = [one for one in grounds.choices if one[0] != ErasureGround.NEEDED]  # type: ignore[attr-defined]  # a ChoiceField
        if contacts.reads_mail(case):
            for name in ("recipient", "place", "capacity"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == REFUSE:
            if not cleaned.get("ground"):
                self.add_error("ground", _("Choose the ground: it is told to the person."))
            if not cleaned.get("reasons"):
                self.add_error("reasons", _("Write the reasons: they are told to the person."))
        return cleaned

    def reply(self) -> Reply:
        said = self.cleaned_data
        granted = said["decision"] == GRANT
        paper = None
        if said.get("recipient"):
            paper = Paper(said["recipient"], said["place"], said["capacity"])
        return Reply(granted, said["reasons"], "" if granted else said["ground"], paper)

    def say_missing(self, problems: dict[str, str]) -> None:
        """Tell beside its field what the letter lacks."""
        for name, words in problems.items():
            self.add_error(name if name in self.fields else None, words)


def _recipient(case: Case) -> str:
    addressee = kinds.addressee(case)
    return "\n".join([addressee.name, *addressee.lines]).strip()
