"""Who may open a draft, and what everybody else is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from content.core.models import Delivery
from eservices.accounts.models import Person, User
from eservices.cases.enums import Channel
from eservices.procedures import addresses
from eservices.procedures.drafts import access, services
from eservices.procedures.models import Draft, ProcedurePage, StepState
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ACT, Resident

pytestmark = pytest.mark.django_db
START = "/fr/demarches/acte/commencer/"


@pytest.fixture(autouse=True)
def _forget_slugs():
    addresses._slugs.clear()


@pytest.fixture
def version():
    return samples.publish()


@pytest.fixture
def resident(client, version) -> Resident:
    return Resident(client).start()


def texts(kind: str = "core.mail") -> list[str]:
    return [row.payload["text"] for row in Delivery.objects.filter(kind=kind)]


def link_in(text: str) -> str:
    url = next(line for line in text.splitlines() if "/reprendre/" in line)
    return "/" + url.split("/", 3)[3]


def test_address_alone_opens_nothing(resident):
    resident.fill("acte", "personne")
    stranger = Client()
    for rest in ("", "acte/", "verifier/", "recu/", "recu.pdf", "plus-tard/", "preuve/fichiers/"):
        response = stranger.get(resident.url(rest))
        assert response.status_code == 403, rest
        assert "Camille" not in response.content.decode()
        assert response.headers["Cache-Control"] == "no-store"
    assert stranger.post(resident.step_url("acte"), {ACT: "death"}).status_code == 403
    assert StepState.objects.get(draft=resident.draft, step=samples.ident(21)).cleaned == {
        ACT: "birth"
    }


def test_wrong_secret_opens_nothing(resident):
    stranger = Client()
    stranger.cookies[access.cookie_name(resident.draft.uuid, "fr")] = "x" * 43
    assert stranger.get(resident.step_url("acte")).status_code == 403


def test_secret_of_one_draft_does_not_open_another(client, version):
    first, second = Resident(client).start(), Resident(Client()).start()
    stolen = client.cookies[access.cookie_name(first.draft.uuid, "fr")].value
    client.cookies[access.cookie_name(second.draft.uuid, "fr")] = stolen
    assert client.get(second.step_url("acte")).status_code == 403


def test_secret_is_stored_as_a_hash(resident):
    secret = resident.client.cookies[access.cookie_name(resident.draft.uuid, "fr")].value
    assert secret not in str(resident.draft.secret_hashes)
    assert resident.draft.secret_hashes == [access.hashed(secret)]


def test_owner_and_the_agent_who_keys_a_paper_form_open_by_their_account(version):
    owner = User.objects.create_user("owner@example.invalid", "x")
    agent = User.objects.create_user("agent@example.invalid", "x")
    other = User.objects.create_user("other@example.invalid", "x")
    person = Person.objects.create(user=owner)
    draft, _secret = services.start_draft(
        version=version, language="fr", person=person, agent=agent, channel=Channel.PAPER
    )
    url = f"/fr/demarches/acte/d/{draft.uuid}/acte/"
    for user, status in ((owner, 200), (agent, 200), (other, 403)):
        browser = Client()
        browser.force_login(user)
        assert browser.get(url).status_code == status


@pytest.mark.parametrize("channel", [Channel.COUNTER, Channel.TELEPHONE])
def test_what_an_agent_fills_in_for_a_visitor_opens_within_the_visit_alone(version, channel):
    agent = User.objects.create_user("agent@example.invalid", "x")
    draft, _secret = services.start_draft(
        version=version, language="fr", agent=agent, channel=channel
    )
    browser = Client()
    browser.force_login(agent)
    assert browser.get(f"/fr/demarches/acte/d/{draft.uuid}/acte/").status_code == 403


def test_pages_stay_out_of_caches_and_referrers(resident):
    response = resident.get("acte/")
    assert response.headers["Cache-Control"] == "no-store"
    # no-referrer would make browsers send "Origin: null", which the CSRF check refuses
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers.get("Vary", "") != "*"


def test_wrong_slug_leads_to_the_canonical_one(resident):
    response = resident.client.get(f"/fr/demarches/autre/d/{resident.draft.uuid}/acte/?modifier=1")
    assert (response.status_code, response.url) == (302, resident.step_url("acte") + "?modifier=1")


def test_other_language_keeps_the_draft_and_its_answers(resident):
    resident.fill("acte")
    english = resident.client.get(f"/en/procedures/acte/d/{resident.draft.uuid}/acte/")
    assert english.status_code == 200
    page = english.content.decode()
    assert "Which certificate?" in page
    assert '<span lang="fr">Décès</span>' in page  # not translated: shown and marked


def test_words_of_the_other_language_lead_to_the_right_address(resident):
    for wrong in ("/en/demarches/acte/d/{}/acte/", "/fr/procedures/acte/d/{}/acte/"):
        response = resident.client.get(wrong.format(resident.draft.uuid))
        assert response.status_code == 302
        assert str(resident.draft.uuid) in response.url
        assert resident.client.get(response.url).status_code in (200, 302)


def test_renaming_and_unpublishing_the_page_break_no_journey(resident):
    resident.fill("acte")
    ProcedurePage.objects.update(slug="nouveau-nom", live=False)
    addresses._slugs.clear()
    response = resident.get("personne/")
    assert response.status_code == 302
    resident.slug = "nouveau-nom"
    assert response.url == resident.step_url("personne")
    resident.fill("personne", "lieu", "coordonnees")
    assert resident.send().url == resident.url("recu/")


def test_unpublishing_stops_new_drafts(client, version):
    ProcedurePage.objects.update(live=False)
    assert client.get(START).status_code == 404
    assert client.post(START).status_code == 404
    assert not Draft.objects.exists()


def test_unknown_draft_is_not_found(client, version):
    url = f"/fr/demarches/acte/d/{samples.ident(999)}/acte/"
    assert client.get(url).status_code == 404


def test_expired_draft_says_so(resident):
    resident.fill("acte")
    Draft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    for response in (resident.get("acte/"), resident.post("acte"), resident.get("verifier/")):
        assert response.status_code == 410
        assert START in response.content.decode()
    assert resident.send().status_code == 410


def test_start_page_offers_the_drafts_of_this_browser_only(resident):
    page = resident.client.get(START).content.decode()
    assert resident.url() in page
    assert resident.url() not in Client().get(START).content.decode()


def test_link_by_mail_opens_the_draft_on_another_device(resident):
    resident.fill("acte")
    resident.client.post(resident.url("plus-tard/"), {"email": "camille@example.invalid"})
    (text,) = texts()
    phone = Client()
    link = link_in(text)
    page = phone.get(link)
    assert page.status_code == 200
    assert phone.get(resident.step_url("personne")).status_code == 403  # a GET opens nothing
    assert phone.post(link).url == resident.url()
    assert phone.get(resident.step_url("personne")).status_code == 200
    assert resident.get("personne/").status_code == 200  # and this device still may
    assert mail.outbox == []  # deliveries leave later, by the worker


def test_refused_page_mails_the_link_to_the_known_address_only(resident):
    services.remember_email(draft=resident.draft, email="camille@example.invalid")
    stranger = Client()
    answers = [
        stranger.post(resident.url("reprendre/"), {"email": email})
        for email in ("thief@example.invalid", "Camille@Example.invalid")
    ]
    bodies = [response.content for response in answers]
    assert bodies[0] == bodies[1]  # the page does not tell whether the address is right
    assert [row.payload["to"] for row in Delivery.objects.all()] == ["camille@example.invalid"]
    wrong = stranger.post(resident.url("reprendre/"), {"email": "camille"})
    assert wrong.status_code == 403
    assert "error-summary" in wrong.content.decode()


def test_link_expires_and_belongs_to_one_draft_and_address(resident, client):
    services.remember_email(draft=resident.draft, email="camille@example.invalid")
    token = access.resume_token(resident.draft)
    access.check_resume_token(resident.draft, token)
    other = Resident(client).start().draft
    services.remember_email(draft=other, email="camille@example.invalid")
    with pytest.raises(access.LinkRefused):
        access.check_resume_token(other, token)
    with pytest.raises(access.LinkRefused):
        access.check_resume_token(resident.draft, token + "x")
    services.remember_email(draft=resident.draft, email="new@example.invalid")
    with pytest.raises(access.LinkRefused):
        access.check_resume_token(resident.draft, token)


def test_old_link_is_refused_with_a_way_on(resident, monkeypatch):
    services.remember_email(draft=resident.draft, email="camille@example.invalid")
    token = access.resume_token(resident.draft)
    monkeypatch.setattr(access, "RESUME_LINK_LIFE", timedelta(seconds=-1))
    response = Client().get(resident.url(f"reprendre/{token}/"))
    assert response.status_code == 403
    assert resident.url("reprendre/") in response.content.decode()


def test_shared_computer_forgets_the_draft(resident):
    assert resident.client.post(resident.url("plus-tard/"), {"forget": "1"}).status_code == 200
    assert resident.get("acte/").status_code == 403
    assert Draft.objects.filter(pk=resident.draft.pk).exists()


@pytest.mark.parametrize("typed", [{"website": "http://spam.invalid"}, {"began": ""}])
def test_robot_is_shown_the_page_again_and_a_person_passes(client, version, typed):
    response = client.post(START, typed)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not Draft.objects.exists()
    Resident(client).start()


def test_start_is_limited_in_number(client, version):
    for _one in range(30):
        Resident(client).start()
    response = client.post(START, {"began": "x"})
    assert response.status_code == 429
    assert "01 99 00 39 75" in response.content.decode()
