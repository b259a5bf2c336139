"""Sizes, places and words of files."""

import ast
import re
import tomllib
from fnmatch import fnmatch

import pytest

from tests.meta import tree

MODULE_LINES = 400
FUNCTION_LINES = 50
TEXTS = {".py", ".html", ".txt", ".xml", ".css", ".js", ".json", ".toml", ".yaml", ".yml", ".md"}
TEXTS |= {".sh", ".cfg", ".ini", ".po", ".typ", ".svg", ""}


def test_folders_that_are_no_packages_stay_so():
    # `site` is a module of the standard library, `locale` too.
    for folder in ("site", "locale"):
        assert not (tree.ROOT / folder / "__init__.py").exists()
    assert (tree.ROOT / "tests" / "__init__.py").exists()


def test_no_package_has_a_name_that_says_nothing():
    vague = {"utils", "util", "common", "helpers", "misc"}
    assert [p for p in tree.code() if vague & {p.stem, *p.parts}] == []


def test_modules_stay_within_their_budget():
    long = {
        str(path): len(tree.text(path).splitlines())
        for path in tree.files()
        if path.suffix == ".py" and path.parent.name != "migrations"
    }
    assert {name: lines for name, lines in long.items() if lines > MODULE_LINES} == {}


def _is_table(node: ast.AST) -> bool:
    """A function that only returns one literal is a table of data."""
    body = [item for item in node.body if not isinstance(getattr(item, "value", 0), ast.Constant)]
    return len(body) == 1 and isinstance(body[0], ast.Return)


def test_functions_stay_within_their_budget():
    long = []
    for path in tree.code():
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_table(node):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long.append(f"{path}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_nothing_is_left_for_later():
    words = "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"])
    pattern = re.compile(rf"\b({words})\b")
    found = [
        f"{path}:{number}"
        for path in tree.files()
        if path.suffix in TEXTS and path.name != "package-lock.json"
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "repo1." + "maven",
    "maven" + ".org",
    "repo.maven." + "apache",
    "cr" + "ates.io",
    "docker" + ".io",
]


def test_no_registry_host_is_named():
    # A mirror must be able to serve every install: lock files carry hashes, no addresses.
    found = [
        f"{path}: {host}"
        for path in tree.files()
        if path.suffix in TEXTS
        for host in REGISTRIES
        if host in tree.text(path)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes(name):
    blocks = re.split(r"\n(?=[A-Za-z0-9])", tree.text(name).replace("\\\n", " "))
    pins = [block for block in blocks if "==" in block.split("#")[0]]
    assert len(pins) > 20
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_every_dependency_is_in_the_locked_files():
    project = tomllib.loads(tree.text("pyproject.toml"))
    for name, wanted in {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }.items():
        locked = {
            re.sub(r"[-_.]+", "-", match).lower()
            for match in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==", tree.text(name), re.M)
        }
        names = [re.match(r"[A-Za-z0-9._-]+", line)[0] for line in wanted]
        assert [n for n in names if re.sub(r"[-_.]+", "-", n).lower() not in locked] == []


def test_nothing_outside_the_site_names_it():
    """Each top-level app also installs in another Wagtail site."""
    found = [
        f"{path}:{number}"
        for path in tree.in_packages(".py", ".html", ".txt", ".xml", ".js", ".css")
        if path.parts[0] != "site"
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if re.search(r"\btownhall\b", line)
    ]
    assert found == []


def test_the_wheel_carries_the_files_that_are_read_at_run_time():
    build = tomllib.loads(tree.text("pyproject.toml"))["tool"]["hatch"]["build"]
    wheel = build["targets"]["wheel"]
    tops = tuple(f"{top}/" for top in wheel["only-include"])
    data = {p for p in tree.files() if str(p).startswith(tops) and p.suffix != ".py"}
    left_out = {p for p in data if any(fnmatch(p.name, each) for each in wheel["exclude"])}
    assert {p.suffix for p in left_out} == {".po"}, "which are compiled"
    assert "*.mo" in wheel["artifacts"]
    assert (tree.ROOT / wheel["hooks"]["custom"]["path"]).is_file()
    assert not data & tree.ignored(), "hatchling leaves out what git would ignore"
    carried = {p.name for p in data - left_out}
    named = {
        constant.value
        for path in tree.in_packages(".py")
        for constant in ast.walk(tree.parsed(path))
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
        if re.fullmatch(r"[\w-]+\.(typ|tsv|yaml|svg|css|js)", constant.value)
    }
    assert named
    assert named <= carried
