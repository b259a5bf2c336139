"""A file with everything in it that a purge must find, and archivists to approve it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from content.core.worker import drain
from eservices.accounts.enums import Role
from eservices.accounts.models import Person, User
from eservices.backoffice.services import ensure_groups
from eservices.cases import services
from eservices.cases.files import attachments
from eservices.cases.letters import services as letters
from eservices.cases.models import Case
from eservices.procedures.models import Draft, Submission
from eservices.records import lists, plans
from eservices.records.enums import Verdict
from eservices.records.lists import Decision
from eservices.records.models import DestructionLine, DestructionList
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory
from tests.eservices.cases.factories import agent_for, jpeg, letter_template, sent_letter, upload
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ADDRESS, EMAIL, LINK, NAME, PROOF, TYPED, Resident

#: Words that are nowhere else: whoever finds one has found the person.
MARKS = {
    "given": "Zephyrine",
    "family": "Quillebeuf",
    "email": "zq-introuvable@example.invalid",
    "street": "17 impasse Xyloglyphe",
    "document": "livret-wambrechies.png",
    "message": "Vulgate-Jonquille",
    "reason": "Motif-Kierkegaard",
    "letter": "photo-ouagadougou.jpg",
    "opening": "Appel-Bretzel",
}


def sent(client: Client, **retention: object) -> Case:
    """Send a request with a proof, as a person whose every word is one of `MARKS`."""
    compiled = samples.definition(
        retention={"administrative_months": 12, "reference": "Tableau 2026, § 3"} | retention
    )
    raw = compiled.model_dump(mode="json", by_alias=True)
    for step in raw["steps"]:
        for field in step["fields"]:
            if field["id"] == PROOF:
                field["retention_class"] = "proofs"
            if field["id"] == EMAIL:
                field["retention_class"] = "contact"
    samples.publish(type(compiled).model_validate(raw))
    resident = Resident(client).start()
    typed = {step: dict(values) for step, values in TYPED.items()}
    typed["personne"] |= {
        f"{NAME}-given": MARKS["given"],
        f"{NAME}-family": MARKS["family"],
        LINK: "parent",
    }
    typed["coordonnees"] |= {EMAIL: MARKS["email"], f"{ADDRESS}-street": MARKS["street"]}
    for step in ("acte", "personne"):
        assert resident.post(step, typed[step]).status_code == 302
    assert resident.post("preuve", {PROOF: samples.picture(MARKS["document"])}).status_code == 302
    for step in ("lieu", "coordonnees"):
        assert resident.post(step, typed[step]).status_code == 302
    assert resident.send().status_code == 302
    case = Submission.objects.get().case
    person = Person.objects.create(given_names=MARKS["given"], family_name=MARKS["family"])
    Case.objects.filter(pk=case.pk).update(person=person)
    Draft.objects.update(person=person)
    case.refresh_from_db()
    return case


def ended(case: Case, agent: User, reason: str) -> None:
    """Decide the case, then close it, with the same reason."""
    for state in ("decided", "closed"):
        case.refresh_from_db()
        services.change_status(
            case=case,
            user=agent,
            status=case.get_workflow().first(state).key,
            reason=reason,
            seen_lock=case.lock,
        )


def lived(case: Case) -> Case:
    """Let the case have messages both ways, files, an opening and a decision."""
    agent = agent_for(case)
    letter = attachments.receive(file=upload(jpeg(), name=MARKS["letter"]), max_megabytes=5)
    services.post_message_by_resident(case=case, text=MARKS["message"], attachments=[letter])
    services.record_opening(case=case, user=agent, reason="other", detail=MARKS["opening"])
    case.refresh_from_db()
    services.post_message_by_agent(
        case=case, user=agent, text=f"Bonjour {MARKS['family']}", seen_lock=case.lock
    )
    case.refresh_from_db()
    sent_letter(case, agent, body=f"Bonjour {MARKS['given']} {MARKS['family']}")
    letters.begin(case=case, user=agent, template=letter_template())
    ended(case, agent, MARKS["reason"])
    case.refresh_from_db()
    return case


def aged(case: Case, months: int = 13) -> Case:
    """Let the case have ended so many months ago."""
    ended = timezone.now() - timedelta(days=31 * months)
    Case.objects.filter(pk=case.pk).update(status_at=ended, received_at=ended)
    case.refresh_from_db()
    return case


def archivist() -> User:
    user = UserFactory()
    user.groups.add(ensure_groups())
    AssignmentFactory(user=user, role=Role.ARCHIVIST)
    return user


def proposed(case: Case) -> DestructionLine:
    plans.settle()
    lists.propose()
    return case.destruction_lines.get(verdict="")


def approved(case: Case, verdict: Verdict = Verdict.DESTROY, reason: str = "") -> DestructionLine:
    line = proposed(case)
    decision = Decision(verdict, reason)
    opened: DestructionList = line.list
    lists.decide(destruction_list=opened, user=archivist(), decisions={line.pk: decision})
    line.refresh_from_db()
    return line


def work() -> None:
    """Let the worker do what is due: mails leave, bytes go."""
    drain()
