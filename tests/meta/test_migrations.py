"""Migrations that can be read, reversed and applied anywhere."""

import ast
import re
from collections import defaultdict

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.meta import tree

LARGEST = 40 * 1024


def test_each_migration_has_a_name_that_says_something():
    bad = [p for p in tree.migrations() if not re.fullmatch(r"\d{4}_(?!auto_)[a-z0-9_]+", p.stem)]
    assert bad == []
    assert tree.migrations()


def test_no_migration_carries_block_definitions():
    large = {str(p): (tree.ROOT / p).stat().st_size for p in tree.migrations()}
    assert {name: size for name, size in large.items() if size > LARGEST} == {}
    assert [p for p in tree.migrations() if "block_lookup" in tree.text(p)] == []


def test_every_step_can_be_taken_back():
    forward_only = []
    for path in tree.migrations():
        for node in ast.walk(tree.parsed(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            reverse = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}.get(node.func.attr)
            if reverse and len(node.args) < 2 and reverse not in {k.arg for k in node.keywords}:
                forward_only.append(f"{path}:{node.lineno}")
    assert forward_only == []


@pytest.mark.django_db
def test_each_app_has_one_line_of_migrations():
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    leaves = defaultdict(list)
    for label, name in graph.leaf_nodes():
        leaves[label].append(name)
    ours = {c.label for c in apps.get_app_configs() if str(tree.ROOT) in c.path}
    ours -= {c.label for c in apps.get_app_configs() if "site-packages" in c.path}
    assert {label: names for label, names in leaves.items() if len(names) > 1} == {}
    numbers = defaultdict(list)
    for label, name in graph.nodes:
        if label in ours:
            numbers[label].append(int(name[:4]))
    for label, found in numbers.items():
        assert sorted(found) == list(range(1, len(found) + 1)), label
