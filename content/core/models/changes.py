from django.db import models


class Purge(models.Model):
    """One cache tag to forget, written in the transaction that changed the content.

    Each web process looks for new rows at most once a second and re-reads the
    last ten minutes: on PostgreSQL a lower id may commit later than a higher one.
    """

    tag = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.tag
