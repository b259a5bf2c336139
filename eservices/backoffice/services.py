"""The admin's group of agents. What an agent may do with cases is in assignments."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

AGENTS = "Agents"


def ensure_groups() -> Group:
    """Make the group whose members enter the admin and see the desk, and nothing to edit.

    Safe to call again; called after each migrate.
    """
    group, _created = Group.objects.get_or_create(name=AGENTS)
    kind, _created = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    access, _created = Permission.objects.get_or_create(
        content_type=kind,
        codename="access_admin",
        defaults={"name": "Can access Wagtail admin"},
    )
    group.permissions.add(access)
    return group
