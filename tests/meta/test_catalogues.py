"""Every message in every language, as the sources have it now."""

import ast
import re
import shutil
import subprocess
import sys

import polib
import pytest
import yaml
from django.conf import settings

from eservices.catalogue import entries
from tests.meta import tree

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|{(\w*)}")


def catalogue(language):
    return polib.pofile(str(tree.ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_complete(language):
    entries = catalogue(language)
    assert [e.msgid for e in entries.untranslated_entries()] == []
    assert [e.msgid for e in entries.fuzzy_entries()] == []
    assert [e.msgid for e in entries.obsolete_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language):
    wrong = []
    for entry in catalogue(language):
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            # A singular may say "one" in words.
            if text and not set(PLACEHOLDER.findall(text)) <= wanted:
                wrong.append(entry.msgid)
            if text and not entry.msgid_plural and set(PLACEHOLDER.findall(text)) != wanted:
                wrong.append(entry.msgid)
    assert wrong == []


def test_no_message_stands_where_gettext_does_not_read_it():
    """What is asked inside an f-string is extracted by nobody, so it is never translated."""
    asked = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
    unread = [
        f"{path}:{call.lineno}"
        for path in tree.in_packages(".py")
        for string in ast.walk(tree.parsed(path))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in asked
    ]
    assert unread == []


#: A colon or a question mark never begins a line: the space before it does not break.
BREAKING = re.compile(r"\S [:;?!»]|« ")


def test_french_signs_stay_with_their_word():
    texts = [
        text for entry in catalogue("fr") for text in [entry.msgstr, *entry.msgstr_plural.values()]
    ]
    assert [text for text in texts if BREAKING.search(text)] == []


@pytest.mark.parametrize("key", entries.all_keys())
def test_french_signs_stay_with_their_word_in_the_procedures_of_the_catalogue(key):
    """Files are written with plain spaces; what is installed of them has others."""
    entry = entries.read(key)
    parts = [entry.page, entry.steps, entry.workflow, entry.personas, entry.polls]
    assert [text for text in words(entries.in_language(parts, "fr")) if BREAKING.search(text)] == []


def test_french_signs_stay_with_their_word_in_letters():
    letters = entries.in_language(entries.letter_templates(), "fr")
    assert [text for text in words(letters) if BREAKING.search(text)] == []


def test_french_signs_stay_with_their_word_in_the_demonstration_city():
    files = sorted((tree.ROOT / "site" / "townhall" / "demo").glob("*.yaml"))
    assert files
    texts = [text for file in files for text in words(yaml.safe_load(file.read_text("utf-8")))]
    assert [text for text in texts if BREAKING.search(text)] == []


def words(node):
    """Yield every text of nested data."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from words(value)


@pytest.mark.gettext
def test_catalogues_hold_exactly_the_messages_of_the_sources(tmp_path):
    """Extract into a copy and compare: ``make messages`` brings them together."""
    for path in tree.files():
        if path.parts[0] in ("content", "eservices", "search", "site", "locale", "manage.py"):
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(tree.ROOT / path, target)
    for language in LANGUAGES:
        (tmp_path / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [str(tree.ROOT / "scripts" / "messages.sh"), sys.executable],
        cwd=tmp_path,
        check=True,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "TOWNHALL_VAR": str(tmp_path / "var")},
    )
    for language in LANGUAGES:
        new = polib.pofile(str(tmp_path / "locale" / language / "LC_MESSAGES" / "django.po"))
        found = {(e.msgctxt, e.msgid) for e in new if not e.obsolete}
        kept = {(e.msgctxt, e.msgid) for e in catalogue(language) if not e.obsolete}
        assert {"missing": found - kept, "gone": kept - found} == {"missing": set(), "gone": set()}
