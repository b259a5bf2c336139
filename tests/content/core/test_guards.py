import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from content.core import guards
from content.core.checks import check_guards

pytestmark = pytest.mark.django_db


def test_every_registered_guard_is_in_the_database_after_migrate(capsys):
    assert list(guards.guards), "no table is guarded"
    assert guards.missing() == []
    assert check_guards(databases=["default"]) == []
    call_command("guards")
    assert "MISSING" not in capsys.readouterr().out


@pytest.fixture
def guarded(monkeypatch):
    """Guard the register of departments, with one row in it."""
    Department = apps.get_model("content_core.Department")
    Department.objects.create(key="first")
    registry = guards.GuardRegistry()
    registry.register(guards.Guard("content_core.Department"))
    monkeypatch.setattr(guards, "guards", registry)
    guards.install()
    return Department


@pytest.mark.parametrize("operation", ["update", "delete", "save", "raw"])
def test_guarded_row_is_never_changed(guarded, operation):
    def attempt():
        if operation == "update":
            guarded.objects.update(key="second")
        elif operation == "delete":
            guarded.objects.all().delete()
        elif operation == "save":
            row = guarded.objects.get()
            row.key = "second"
            row.save()
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE content_core_department SET key = 'second'")

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        attempt()
    assert guarded.objects.get().key == "first"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_does_not_pass(guarded):
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE content_core_department CASCADE")


def test_inserting_is_open_and_installing_twice_changes_nothing(guarded):
    guards.install()
    guarded.objects.create(key="second")
    assert guarded.objects.count() == 2


def test_one_operation_can_be_guarded_alone(guarded, monkeypatch):
    registry = guards.GuardRegistry()
    registry.register(guards.Guard("content_core.Department", update=False))
    monkeypatch.setattr(guards, "guards", registry)
    with guards.lifted():
        pass
    guarded.objects.update(key="second")
    with pytest.raises(IntegrityError), transaction.atomic():
        guarded.objects.all().delete()


def test_a_door_lets_through_what_it_says_and_nothing_else(guarded, monkeypatch):
    guarded.objects.create(key="closed")
    registry = guards.GuardRegistry()
    registry.register(
        guards.Guard(
            "content_core.Department",
            doors={
                "DELETE": "OLD.key = 'first'",
                "UPDATE": "NEW.key = 'open'",
                "INSERT": "NEW.key <> 'forged'",
            },
        )
    )
    monkeypatch.setattr(guards, "guards", registry)
    guards.install()
    assert guards.missing() == []
    for refused in (
        lambda: guarded.objects.filter(key="closed").delete(),
        lambda: guarded.objects.filter(key="closed").update(key="other"),
        lambda: guarded.objects.create(key="forged"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    guarded.objects.filter(key="first").delete()
    guarded.objects.filter(key="closed").update(key="open")
    assert list(guarded.objects.values_list("key", flat=True)) == ["open"]


def test_lifted_guards_are_back_afterwards_even_after_an_error(guarded):
    with pytest.raises(RuntimeError), guards.lifted():
        guarded.objects.update(key="second")
        raise RuntimeError
    assert guards.missing() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        guarded.objects.update(key="third")


def test_lost_guard_is_seen_by_the_check_and_put_back_by_migrate(guarded, capsys):
    with connection.cursor() as cursor:
        on = " ON content_core_department" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER guard_update_content_core_department{on}")
    (warning,) = check_guards(databases=["default"])
    assert "UPDATE on content_core_department" in warning.msg
    with pytest.raises(CommandError):
        call_command("guards")
    assert "MISSING" in capsys.readouterr().out
    call_command("migrate", "content_core", verbosity=0, skip_checks=False)
    assert guards.missing() == []


def test_unknown_model_and_second_registration_are_refused():
    registry = guards.GuardRegistry()
    registry.register(guards.Guard("content_core.Department"))
    with pytest.raises(ValueError, match="already"):
        registry.register(guards.Guard("content_core.Department"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite rebuilds a table")
def test_altering_a_guarded_table_drops_its_guards_and_migrate_puts_them_back(guarded):
    field = models.CharField(max_length=5, default="")
    field.set_attributes_from_name("note")
    with connection.schema_editor() as editor:
        editor.add_field(guarded, field)
    lost = guards.missing()
    try:
        assert {operation for _table, _name, operation in lost} == {"UPDATE", "DELETE"}, (
            "SQLite kept the triggers: the handler has become needless"
        )
        assert len(check_guards(databases=["default"])) == 2
        call_command("migrate", verbosity=0)
        assert guards.missing() == []
        with pytest.raises(IntegrityError), transaction.atomic():
            guarded.objects.update(key="second")
    finally:
        with guards.lifted(), connection.schema_editor() as editor:
            editor.remove_field(guarded, field)
