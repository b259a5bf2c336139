"""Who may speak for a place."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser

from content.places.models import Place


def can_post_notice(user: AbstractBaseUser, place: Place) -> bool:
    """A manager of this very place, or whoever may edit all places."""
    if not user.is_active:
        return False
    has_perm = getattr(user, "has_perm", None)
    if has_perm is not None and has_perm("content_places.change_place"):
        return True
    return Place.objects.filter(pk=place.pk, managers=user.pk).exists()
