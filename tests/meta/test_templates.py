"""What import-linter cannot see: templates that extend, include and are never used."""

import re

from django.apps import apps
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from tests.meta import tree

REFERENCE = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
RANK = {"content": 0, "eservices": 1, "search": 2, "site": 3}
#: Within one top-level package, as in the contracts of import-linter.
INSIDE = {
    "content": {"core": 0},
    "eservices": {"accounts": 0, "cases": 1, "procedures": 2, "catalogue": 4, "backoffice": 4},
}
#: Names that Django, Wagtail or allauth load by convention.
CONVENTIONS = re.compile(
    r"^(account|mfa|allauth|wagtailadmin|wagtailusers|registration)/|^(403|404|500|400)\.html$"
)


def _owner(name):
    """Return (top package, app) of the template called ``name``, or None if not ours."""
    path = tree.templates().get(name)
    return path.parts[:2] if path else None


def _may_use(user, used):
    if user == used:
        return True
    if RANK[user[0]] != RANK[used[0]]:
        return RANK[user[0]] > RANK[used[0]]
    ranks = INSIDE.get(user[0], {})
    default = 3 if user[0] == "eservices" else 1
    return ranks.get(user[1], default) > ranks.get(used[1], default)


def test_each_template_is_named_after_its_app():
    labels = {c.label for c in apps.get_app_configs()}
    bad = []
    for name, path in tree.templates().items():
        if CONVENTIONS.match(name):
            continue
        top, app = path.parts[:2]
        label = top if top == "search" else ("townhall" if top == "site" else f"{top}_{app}")
        if name.split("/")[0] != label or label not in labels:
            bad.append(str(path))
    assert bad == []


def test_templates_follow_the_direction_of_imports():
    wrong = []
    for name, path in tree.templates().items():
        for used in REFERENCE.findall(tree.text(path)):
            owner = _owner(used)
            if owner and not _may_use(path.parts[:2], owner):
                wrong.append(f"{name} uses {used}")
    assert wrong == []


def _error(name):
    try:
        get_template(name)
    except TemplateDoesNotExist as error:
        return f"no template {error}"
    except TemplateSyntaxError as error:
        return str(error)
    return ""


def test_every_template_named_exists_and_compiles():
    errors = []
    for name, path in tree.templates().items():
        names = [name] if path.suffix in {".html", ".txt"} else []
        for used in [*names, *REFERENCE.findall(tree.text(path))]:
            if error := _error(used):
                errors.append(f"{name}: {error}")
    assert errors == []


def test_no_template_is_unused():
    sources = "\n".join(
        tree.text(path) for path in tree.in_packages(".py", ".html", ".txt", ".xml", ".yaml")
    )
    models = {
        f"{m._meta.app_label}/{re.sub(r'(?<!^)(?=[A-Z])', '_', m.__name__).lower()}.html"
        for m in apps.get_models()
    }
    unused = [
        str(path)
        for name, path in tree.templates().items()
        if not CONVENTIONS.match(name)
        and name not in models
        # The end of the name is enough: a folder is often joined in code.
        and f"{name.split('/', 1)[-1]}" not in sources
        and f"{name.rsplit('/', 1)[-1]}" not in sources
        and f"{name.rsplit('/', 1)[-1].rsplit('.', 1)[0]}" not in sources
    ]
    assert unused == []
