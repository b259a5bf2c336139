"""Bring the pictures of a site made before the library had its own model, with their keys."""

from django.core.management.color import no_style
from django.db import migrations

FIELDS = [
    "id",
    "title",
    "file",
    "description",
    "width",
    "height",
    "created_at",
    "focal_point_x",
    "focal_point_y",
    "focal_point_width",
    "focal_point_height",
    "file_size",
    "file_hash",
    "collection_id",
    "uploaded_by_user_id",
]


def bring(apps, schema_editor):
    """Copy each picture under its key: texts of pages name pictures by it."""
    old = apps.get_model("wagtailimages", "Image")
    new = apps.get_model("content_information", "Picture")
    using = schema_editor.connection.alias
    new.objects.using(using).bulk_create(
        (new(**row) for row in old.objects.using(using).order_by("pk").values(*FIELDS)),
        batch_size=500,
        ignore_conflicts=True,
    )
    # Keys were given, so the sequence of PostgreSQL still stands at one.
    for sql in schema_editor.connection.ops.sequence_reset_sql(no_style(), [new]):
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [
        ("content_information", "0002_pictures_and_alert_targets"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
