from django.db import models


class OutdatedTranslation(models.Model):
    """A page whose published source says something newer (`content.core.localize.outdated`).

    By key and language, not by page: Wagtail's tables come after this app's.
    """

    key = models.UUIDField()
    language = models.CharField(max_length=10)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="translation_outdated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"
