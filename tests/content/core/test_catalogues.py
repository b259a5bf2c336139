import gettext
import os

import polib
from django.core.management import call_command

from content.core.catalogues import compile_catalogues

SOURCE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Search"
msgstr "Rechercher"
"""


def write(folder, text=SOURCE, language="fr"):
    path = folder / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_compiled_catalogue_is_read_by_gettext(tmp_path):
    write(tmp_path)
    compile_catalogues(tmp_path)
    assert gettext.translation("django", tmp_path, ["fr"]).gettext("Search") == "Rechercher"


def test_only_what_changed_is_compiled_again(tmp_path):
    source = write(tmp_path)
    assert len(compile_catalogues(tmp_path)) == 1
    assert compile_catalogues(tmp_path) == []
    later = source.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert len(compile_catalogues(tmp_path)) == 1


def test_english_messages_get_their_own_words_and_lose_wrong_guesses(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    plural = '\nmsgid "%(n)s place"\nmsgid_plural "%(n)s places"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    path = write(
        tmp_path, f'{header}#, fuzzy\nmsgid "Search"\nmsgstr "Sea"\n{plural}', language="en"
    )
    french = write(tmp_path)
    call_command("fill_english")
    entries = polib.pofile(str(path))
    assert entries.fuzzy_entries() == entries.untranslated_entries() == []
    assert entries.find("Search").msgstr == "Search"
    assert entries.find("%(n)s place").msgstr_plural[1] == "%(n)s places"
    assert french.read_text(encoding="utf-8") == SOURCE
