"""Installing creates pages: whoever may create them there may install."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy


def may_browse(user: Any) -> bool:
    """Return whether ``user`` may create pages anywhere, so that the catalogue is of use."""
    return bool(PagePermissionPolicy().user_has_any_permission(user, {"add"}))


def may_install(user: Any, parents: Iterable[Page], *, publish: bool) -> bool:
    """Return whether ``user`` may create, and ``publish``, a page under every parent."""
    rights = [parent.permissions_for_user(user) for parent in parents]
    return all(
        right.can_add_subpage() and (not publish or right.can_publish_subpage()) for right in rights
    )
