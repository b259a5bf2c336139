"""Members of staff, one for each role, refused outside the demonstration."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from eservices.accounts.enums import Role
from eservices.accounts.models import Assignment, Queue, User
from eservices.backoffice.services import AGENTS, ensure_groups
from townhall.account_forms import DEMO_DOMAIN
from townhall.demo.registers import IN_TOWN_HALLS

NAMES = {
    "admin": ("Alix", "Administration (démo)"),
    "editor": ("Éloi", "Édition (démo)"),
    "agent": ("Agathe", "Accueil (démo)"),
    "officer": ("Odile", "Secteur (démo)"),
    "supervisor": ("Sylvain", "Suivi (démo)"),
    "archivist": ("Archibald", "Archives (démo)"),
    "evaluator": ("Ève", "Évaluation (démo)"),
}


def load() -> None:
    ensure_groups()
    users = {name: _user(name) for name in settings.DEMO_ACCOUNTS}
    users["editor"].groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    _let_editors_publish(Group.objects.get(name="Editors"))
    for name in ("agent", "officer", "supervisor", "archivist"):
        users[name].groups.set(Group.objects.filter(name=AGENTS))
    for queue in Queue.objects.filter(service__key__in=IN_TOWN_HALLS):
        Assignment.objects.get_or_create(user=users["agent"], role=Role.AGENT, queue=queue)
    Assignment.objects.get_or_create(user=users["officer"], role=Role.OFFICER)
    for name in ("admin", "supervisor"):
        Assignment.objects.get_or_create(user=users[name], role=Role.SUPERVISOR)
    Assignment.objects.get_or_create(user=users["archivist"], role=Role.ARCHIVIST)
    Assignment.objects.get_or_create(user=users["evaluator"], role=Role.EVALUATOR)


def _let_editors_publish(editors: Group) -> None:
    """Places, the Council, polls, search, alerts, letters, what protects data are theirs too."""
    apps = Q(content_type__app_label__in=["content_places", "content_council", "search"])
    texts = ["alert", "alerttext", "dataprotection", "lettertemplate", "lettertemplatetext"]
    texts += ["poll", "polltext"]
    models = Q(content_type__model__in=texts)
    editors.permissions.add(*Permission.objects.filter(apps | models))


def _user(name: str) -> User:
    first, last = NAMES[name]
    user, made = User.objects.get_or_create(
        email=f"{name}@{DEMO_DOMAIN}",
        defaults={
            "first_name": first,
            "last_name": last,
            "is_staff": name == "admin",
            "is_superuser": name == "admin",
        },
    )
    if made:
        user.set_password(settings.DEMO_PASSWORD)
        user.save()
    return user
