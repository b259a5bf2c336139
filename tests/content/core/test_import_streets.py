"""The register of streets, from a file of the national address base."""

from __future__ import annotations

import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content.core.models import Street
from content.core.text import folded

pytestmark = pytest.mark.django_db
HEAD = "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\n"


def ban(folder: Path, *rows: str, name: str = "adresses.csv") -> Path:
    path, text = folder / name, HEAD + "".join(f"1;;{row};0;0\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return path


def load(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_streets", str(path), *options, stdout=said)
    return said.getvalue().strip()


def test_each_street_comes_once_and_what_is_gone_goes(tmp_path: Path) -> None:
    one = ["1;;Rue de l’Œuvre;75011;75111;Paris", "2;bis;Rue de l’Œuvre;75011;75111;Paris"]
    assert load(ban(tmp_path, *one, "1;;Rue d’Ailleurs;69001;69381;Lyon")) == (
        "2 streets, 2 new, 0 gone."
    )
    assert Street.objects.get(postcode="75011").searched == "rue de l oeuvre paris"
    again = ban(tmp_path, "1;;Rue Neuve;75011;75111;Paris", name="adresses.csv.gz")
    assert load(again, "--postcode", "75") == "1 streets, 1 new, 1 gone."
    assert set(Street.objects.values_list("name", flat=True)) == {"Rue Neuve", "Rue d’Ailleurs"}
    assert load(again) == "1 streets, 0 new, 0 gone."


def test_a_file_that_is_none_changes_nothing(tmp_path: Path) -> None:
    Street.objects.create(name="Rue", postcode="75011", town="Paris")
    (tmp_path / "other.csv").write_text("a;b\n1;2\n")
    for path, words in (
        (tmp_path / "missing.csv", "No such file"),
        (tmp_path / "other.csv", "no column"),
        (ban(tmp_path), "no street"),
    ):
        with pytest.raises(CommandError, match=words):
            load(path)
    assert Street.objects.count() == 1


def test_words_are_compared_without_accents_or_signs() -> None:
    assert folded("  Rue de l’Église-St-Étienne, ŒUVRE ") == "rue de l eglise st etienne oeuvre"
