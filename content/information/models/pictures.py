"""Pictures of the site: sizes made on save, no alternative text guessed from a file name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, ImageQuerySet
from wagtail.images.models import Image as WagtailImage

from content.core import deliveries
from content.core.models.deliveries import Lane

RENDITIONS = "image.renditions"
#: What templates ask for (`content_core/blocks/picture.html`), so that no GET makes it.
SIZES = "format-{avif,webp,jpeg}|width-{360,720}"


class Picture(AbstractImage):
    """A picture of the library."""

    admin_form_fields = WagtailImage.admin_form_fields

    #: Wagtail's own field, without a way back from users.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(ImageQuerySet)()

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self) -> str:
        """The description that a person wrote, never the title, which is the file's name."""
        return str(self.description)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        deliveries.enqueue(
            kind=RENDITIONS,
            key=str(self.pk),
            payload={"picture": self.pk},
            lane=Lane.MEDIA,
            again=True,
        )

    def make_renditions(self) -> None:
        """Make every size that templates ask for."""
        self.get_renditions(*Filter.expand_spec(SIZES))


class PictureRendition(AbstractRendition):
    """One size of one picture in one format."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            ),
        ]


def make_renditions(delivery: Any) -> None:
    """Delivery: the sizes of a picture that was saved."""
    image = Picture.objects.filter(pk=delivery.payload.get("picture")).first()
    if image is not None:
        image.make_renditions()
