from django.db import migrations

BATCH = 500


def copy_rules(apps, schema_editor):
    """Give requests sent before there were plans the rules of their version."""
    Submission = apps.get_model("eservices_procedures", "Submission")
    RetentionPlan = apps.get_model("eservices_records", "RetentionPlan")
    rows = (
        Submission.objects.filter(case__retention_plan=None)
        .order_by("pk")
        .values_list("case_id", "version__definition__retention")
    )
    while batch := list(rows[:BATCH]):
        RetentionPlan.objects.bulk_create(
            RetentionPlan(case_id=case, rules=_rules(retention or {})) for case, retention in batch
        )


def _rules(retention):
    months = retention.get("administrative_months", 12)
    rule = {"months": months, "fate": retention.get("final_fate", "destroy"), "one_in": 10}
    return {
        "stages": {"decided": rule, "dropped": rule | {"fate": "destroy"}},
        "reference": "",
    }


class Migration(migrations.Migration):
    dependencies = [
        ("eservices_procedures", "0007_final_fate"),
        ("eservices_records", "0001_initial"),
    ]

    operations = [migrations.RunPython(copy_rules, migrations.RunPython.noop)]
