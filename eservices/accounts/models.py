"""Who acts: users (staff, account holders), persons (residents), queues and assignments."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.core.models import Sector, Service
from eservices.accounts.enums import Role


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail."""

    def _create(self, email: str, password: str | None, **fields: Any) -> User:
        if not email:
            raise ValueError("a user needs an e-mail")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self._create(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self._create(email, password, **{"is_staff": True, "is_superuser": True} | fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractUser):
    """An account, with the e-mail as name; residents may well have none."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Person(models.Model):
    """A resident, who may have no account, no e-mail, no telephone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_names = models.CharField(_("given names"), max_length=200, blank=True)
    family_name = models.CharField(_("family name"), max_length=200, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("user"),
    )
    #: Who proved the identity (the issuer of OpenID Connect) and under which name there.
    identity_issuer = models.CharField(max_length=200, blank=True, editable=False)
    identity_subject = models.CharField(max_length=255, blank=True, editable=False)
    #: The proved identity, in the parts of an `identity` question; never changed here.
    identity = models.JSONField(default=dict, blank=True, editable=False)
    identity_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(
                fields=["identity_issuer", "identity_subject"],
                condition=~models.Q(identity_subject=""),
                name="person_once_an_identity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}".strip() or str(self.uuid)


class KnownAnswer(models.Model):
    """What a person with an account gave once, offered again and theirs to erase."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="known_answers")
    key = models.CharField(max_length=30)
    value: models.JSONField[Any, Any] = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("known answer")
        verbose_name_plural = _("known answers")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="known_answer_once_a_person"),
        ]

    def __str__(self) -> str:
        return self.key


class PersonKey(models.Model):
    """One way to find a person: a name as heard, a day of birth, an e-mail, a telephone.

    Written by `register.index`; e-mails are kept as digests.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=41)

    class Meta:
        verbose_name = _("search key")
        verbose_name_plural = _("search keys")
        constraints = [
            models.UniqueConstraint(fields=["key", "person"], name="person_key_once"),
        ]

    def __str__(self) -> str:
        return self.key


class PersonMergeQuerySet(models.QuerySet["PersonMerge"]):
    def standing(self) -> PersonMergeQuerySet:
        """Merges that were not undone."""
        return self.filter(undone_at=None)


class PersonMerge(models.Model):
    """Two persons found to be one, with what is needed to part them: see `merging.py`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mergers")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: By fact, its value before in `kept` and the one it was given.
    filled: models.JSONField[Any, Any] = models.JSONField(default=dict)
    #: By "app.Model.field", the keys of the rows that changed persons.
    moved: models.JSONField[Any, Any] = models.JSONField(default=dict)
    #: Staff by id and name of that time: accounts may go.
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("actor"), max_length=300)
    at = models.DateTimeField(_("date"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    undone_by_id = models.BigIntegerField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=300, blank=True)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of persons")
        verbose_name_plural = _("merges of persons")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=models.Q(undone_at=None),
                name="person_merged_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("merged")), name="person_merged_with_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} -> {self.kept_id}"


class SignInLink(models.Model):
    """A link mailed to sign in; its secret is in the mail alone, and opens once."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    #: Where the person was going, an address of this site.
    target = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in link")
        verbose_name_plural = _("sign-in links")

    def __str__(self) -> str:
        return self.digest[:8]


class Queue(models.Model):
    """Where requests wait: one service, for the whole city or one sector."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="queues", verbose_name=_("service")
    )
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="queues",
        verbose_name=_("sector"),
    )

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        constraints = [
            models.UniqueConstraint(fields=["service", "sector"], name="queue_once_a_sector"),
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(sector__isnull=True),
                name="queue_once_for_the_city",
            ),
        ]

    def __str__(self) -> str:
        where = str(self.sector) if self.sector else gettext("whole city")
        return f"{self.service} - {where}"


class Assignment(models.Model):
    """A role given to a user, on one queue, one sector, or everywhere."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="assignments",
        verbose_name=_("user"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    queue = models.ForeignKey(
        Queue,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("queue"),
    )
    sector = models.ForeignKey(
        Sector,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("sector"),
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(queue__isnull=True) | models.Q(sector__isnull=True),
                name="assignment_of_one_scope",
                violation_error_message=_("Choose a queue or a sector, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
