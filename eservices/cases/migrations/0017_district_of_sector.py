from django.db import migrations
from django.db.models import Count, Min


def fill(apps, schema_editor):
    """Where a sector has one district, its cases lie there; of the others it is not known."""
    sectors = apps.get_model("content_core", "Sector").objects.annotate(
        districts_held=Count("districts"), district=Min("districts")
    )
    cases = apps.get_model("eservices_cases", "Case").objects
    for sector in sectors.filter(districts_held=1):
        cases.filter(sector=sector.pk, district=None).update(district=sector.district)


class Migration(migrations.Migration):
    dependencies = [("eservices_cases", "0016_district")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
