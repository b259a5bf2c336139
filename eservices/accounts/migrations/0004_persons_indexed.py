from django.db import migrations

from eservices.accounts import register


def index(apps, schema_editor):
    """Write the search keys of the persons who were there before."""
    Person = apps.get_model("eservices_accounts", "Person")
    PersonKey = apps.get_model("eservices_accounts", "PersonKey")
    for person in Person.objects.using(schema_editor.connection.alias).iterator(chunk_size=500):
        PersonKey.objects.using(schema_editor.connection.alias).bulk_create(
            [PersonKey(person=person, key=key) for key in register.keys_of(person)],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("eservices_accounts", "0003_persons_found_and_merged"),
    ]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
