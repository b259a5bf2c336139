from django.db import migrations

BEFORE, AFTER = "Moderators approval", "Relecture"


def name_in_french(apps, schema_editor):
    """Wagtail's first review has an English name, which every editor reads."""
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=BEFORE).update(name=AFTER)


class Migration(migrations.Migration):
    dependencies = [
        ("content_core", "0007_polls"),
        ("wagtailcore", "0048_add_default_workflows"),
    ]

    operations = [migrations.RunPython(name_in_french, migrations.RunPython.noop)]
