"""A file that lived through everything: a counter, a mandate, a merge, a correction, a claim..."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from eservices.accounts import merging, persons, register
from eservices.accounts.enums import Role
from eservices.accounts.models import Person, User
from eservices.backoffice.counter import visits
from eservices.cases import claims, follow_ups, mandates, services
from eservices.cases.chain import RESIDENT
from eservices.cases.files import attachments
from eservices.cases.models import Case, FollowUp, Mandate
from eservices.procedures import corrections
from eservices.procedures.models import Correction
from eservices.records import erasure
from eservices.records.erasure import Reply
from tests.eservices.accounts.factories import AssignmentFactory
from tests.eservices.backoffice.counter import Counter
from tests.eservices.cases.factories import agent_for, jpeg, pdf, prove, sent_letter, upload
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ADDRESS, EMAIL, LINK, NAME, NOTE, PROOF, TYPED
from tests.eservices.records.files import ended

#: Words that are nowhere else, each given to one place.
MARKS = {
    "represented": "Zephyrine Quillebeuf",
    "representative": "Hippolyte Xaintrailles",
    "twin": "Zéphirine Kerguelquen",
    "organisation": "Amicale-Wambrechies",
    "mandate_note": "Livret-Ouessant",
    "paper": "procuration-yggdrasil.pdf",
    "email": "zq-introuvable@example.invalid",
    "phone": "06 99 77 55 33",
    "street": "17 impasse Xyloglyphe",
    "note": "Precisions-Mnemosyne",
    "document": "livret-bellegarde.png",
    "corrected": "Quillebrest-Azincourt",
    "correction_text": "Illisible-Mirabelle",
    "correction_why": "Flou-Charybde",
    "correction_file": "reprise-ouagadougou.jpg",
    "message_in": "Vulgate-Jonquille",
    "message_out": "Reponse-Palimpseste",
    "attachment": "photo-tegucigalpa.jpg",
    "letter": "Lettre-Zanzibar",
    "opening": "Appel-Bretzel",
    "decision": "Motif-Kierkegaard",
    "merge": "Doublon-Anticosti",
    "call": "Rappel-Svalbard",
    "erasure_why": "Effacez-Popocatepetl",
    "erasure_reasons": "Accord-Tchaikovski",
    "account": "zq-compte@example.invalid",
}


@dataclass
class Life:
    """The case with those who had a part in it."""

    case: Case
    mandate: Mandate
    account: User


def lived() -> Life:
    """Let everything happen to one case, through the services and pages that residents use."""
    represented, representative = _person("represented"), _person("representative")
    case, mandate = _sent(represented, representative)
    _merged(represented)
    agent = agent_for(case)
    services.record_opening(case=case, user=agent, reason="other", detail=MARKS["opening"])
    _corrected(case, agent)
    _written(case, agent)
    _called(case, agent)
    account = _claimed(case)
    ended(case, agent, MARKS["decision"])
    _erasure(case)
    mandates.revoke(mandate=mandate, user=agent)
    case.refresh_from_db()
    return Life(case, mandate, account)


def _person(mark: str) -> Person:
    given, family = MARKS[mark].split()
    return register.add(given_names=given, family_name=family)


def _sent(represented: Person, representative: Person) -> tuple[Case, Mandate]:
    """At a counter, the representative sends it, with a document, and asks to be called."""
    samples.publish(samples.definition(retention={"administrative_months": 12}))
    counter = Counter().begin(representative)
    mandate = mandates.draw_up(
        represented=represented,
        representative=representative,
        kind="guardian",
        user=counter.user,
        begins_on=timezone.localdate(),
        organisation=MARKS["organisation"],
    )
    paper = attachments.receive(file=upload(pdf(), MARKS["paper"]), max_megabytes=5)
    mandates.prove_by_paper(mandate=mandate, paper=paper, user=counter.user)
    Mandate.objects.update(evidence_note=MARKS["mandate_note"])
    counter.ask_under(mandate)
    _typed(counter)
    sent = counter.send(way="telephone", phone=MARKS["phone"])
    assert sent.status_code == 302, sent.content.decode()
    visits.end(visit=counter.visit, user=counter.user)
    return Case.objects.get(), mandate


def _typed(counter: Counter) -> None:
    typed = {name: value for step in TYPED.values() for name, value in step.items()}
    given, family = MARKS["represented"].split()
    typed |= {f"{NAME}-given": given, f"{NAME}-family": family, LINK: "parent"}
    typed |= {EMAIL: MARKS["email"], f"{ADDRESS}-street": MARKS["street"], NOTE: MARKS["note"]}
    counter.post(typed)
    counter.post({**typed, PROOF: [samples.picture(MARKS["document"])]})
    checked = counter.post(typed, button="check")
    assert checked.status_code == 302, checked.content.decode()


def _merged(represented: Person) -> None:
    twin = _person("twin")
    register.change(person=twin, phone=MARKS["phone"], postal_address=MARKS["street"])
    officer = AssignmentFactory(role=Role.OFFICER).user
    merging.merge(kept=twin, merged=represented, user=officer, reason=MARKS["merge"])


def _corrected(case: Case, agent: User) -> None:
    case.refresh_from_db()
    asked = corrections.services.ask(
        case=case,
        user=agent,
        items={NAME: MARKS["correction_why"], PROOF: MARKS["correction_why"]},
        text=MARKS["correction_text"],
        incomplete=False,
        until=None,
        seen_lock=case.lock,
    )
    client = Client()
    assert prove(client, case, MARKS["email"]).status_code == 302
    where = f"/fr/suivi/{case.uuid}/corriger/"
    name = {f"{NAME}-given": "Zephyrine", f"{NAME}-family": MARKS["corrected"]}
    _post(client, f"{where}1/", asked, name)
    _post(client, f"{where}2/", asked, {PROOF: upload(jpeg(), MARKS["correction_file"])})
    _post(client, f"{where}verifier/", asked, {})
    asked.refresh_from_db()
    assert asked.revision


def _post(client: Client, page: str, asked: Correction, typed: dict[str, object]) -> None:
    asked.refresh_from_db()
    answer = client.post(page, {"seen": str(asked.lock), **typed})
    assert answer.status_code == 302, answer.content.decode()


def _written(case: Case, agent: User) -> None:
    photo = attachments.receive(file=upload(jpeg(), MARKS["attachment"]), max_megabytes=5)
    services.post_message_by_resident(case=case, text=MARKS["message_in"], attachments=[photo])
    case.refresh_from_db()
    services.post_message_by_agent(
        case=case, user=agent, text=MARKS["message_out"], seen_lock=case.lock
    )
    case.refresh_from_db()
    sent_letter(case, agent, body=MARKS["letter"])


def _called(case: Case, agent: User) -> None:
    waiting = FollowUp.objects.get(case=case, done_at=None)
    follow_ups.record(follow_up=waiting, user=agent, outcome="reached", note=MARKS["call"])


def _claimed(case: Case) -> User:
    """Its owner brings it into a space, and closes the space later."""
    account = User.objects.create_user(MARKS["account"])
    person = persons.person_of(account)
    claims.claim(
        code=case.code, proof=claims.one_time_code(case), person=person, address="198.51.100.7"
    )
    return account


def _erasure(case: Case) -> None:
    asked = erasure.ask(case=case, actor=RESIDENT, channel="online", why=MARKS["erasure_why"])
    officer = AssignmentFactory(queue=case.queue, role=Role.OFFICER).user
    reply = Reply(granted=True, reasons=MARKS["erasure_reasons"])
    erasure.answer(erasure=asked, user=officer, reply=reply)
