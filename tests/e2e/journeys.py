"""A sample journey of the catalogue, walked in the browser by the words that stand there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page, Response

from eservices.catalogue import entries
from eservices.catalogue.samples import later
from tests.e2e.hands import Hands
from tests.e2e.resident import READING, Words, photo

#: The question that has these words, as its label or its legend.
QUESTION = """(main, label) => {
    const words = one => one.textContent.replace(/\\s*\\((facultatif|optional)\\)$/, '')
        .replace(/\\s+/g, ' ').trim();
    return [...main.querySelectorAll('.field')].findIndex(field =>
        [...field.querySelectorAll('legend, label')].some(one =>
            one.closest('.field') === field && words(one) === label));
}"""
Look = Callable[[str], None]


def typography(words: str) -> str:
    return " ".join(words.split())


class Walk:
    """One person with one pair of hands; ``look`` sees each page before it is filled in."""

    def __init__(self, hands: Hands, words: Words, look: Look = lambda name: None) -> None:
        self.hands = hands
        self.page: Page = hands.page
        self.words = words
        self.look = look
        #: The labels of the questions that were answered.
        self.answered: list[str] = []

    def start(self, entry: entries.Entry) -> None:
        """Read the procedure's page and the start page as long as a person does, then start."""
        language = self.words.language
        procedure = {"fr": "demarches", "en": "procedures"}[language]
        slug = entry.page["slug"][language]
        self.page.goto(f"/{language}/{procedure}/{slug}/")
        self.look("procedure")
        self.hands.begin()
        self.hands.follow(self.page.get_by_role("link", name=self.words.begin, exact=True))
        enough = time.monotonic() + READING
        self.look("start")
        self.page.wait_for_timeout(max(0, enough - time.monotonic()) * 1000)
        self.hands.begin()
        self._press(self.words.start)

    def steps(self, entry: entries.Entry, persona: Mapping[str, Any]) -> Iterator[str]:
        """Answer each step of a sample journey; yield its key once it is behind."""
        raw = {step["value"]["key"]: step["value"] for step in entry.raw_steps(self.words.language)}
        answers = later(persona["answers"], persona["day"], date.today())
        for key in persona["steps"]:
            assert f"/{key}/" in self.page.url, self._seen()
            if "repeat" in raw[key]:
                self._rows(raw[key], answers[key])
            else:
                self._answer(raw[key], answers, key)
            yield key

    def send(self) -> str:
        """Check, declare and send; return the tracking code."""
        told = [typography(one) for one in self.page.locator(".summary-list dt").all_inner_texts()]
        assert [label for label in self.answered if label not in told] == []
        self.look("check")
        self.hands.begin()
        self.hands.tick(self.page.get_by_role("checkbox"))
        assert self._press(self.words.send).status == 200, self._seen()
        assert self.page.locator("h1").inner_text() == self.words.receipt
        self.look("receipt")
        return self.page.locator(".code-plate .code").inner_text().strip()

    def _rows(self, step: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> None:
        key = step["key"]
        for number, row in enumerate(rows, start=1):
            if number > 1:
                self.look(f"{key}, list of {number - 1}")
                self.hands.begin()
                self.hands.follow(self.page.locator("main a.button-secondary"))
            assert f"/{key}/{number}/" in self.page.url, self._seen()
            self._answer(step, row, f"{key} {number}")
        assert self._here().endswith(f"/{key}/"), self._seen()
        self.look(f"{key}, list")
        self.hands.begin()
        self._press(self.words.next)

    def _answer(self, step: Mapping[str, Any], answers: Mapping[str, Any], name: str) -> None:
        """Answer the questions of a page, and those that the answers call for, then go on."""
        here, done = self._here(), set()
        self.look(name)
        for _ in range(len(step["fields"]) + 1):
            self.hands.begin()
            for question in step["fields"]:
                value = answers.get(question["value"].get("name", ""))
                if value in (None, "", []) or question["value"]["name"] in done:
                    continue
                label = typography(question["value"]["label"])
                place = self.page.locator("main").evaluate(QUESTION, label)
                if place >= 0:
                    field = self.page.locator("main .field").nth(place)
                    self._fill(field, question["type"], value, question["value"])
                    done.add(question["value"]["name"])
                    self.answered.append(label)
            response = self._press(self.words.next)
            assert response.status == 200, self._seen()
            if self._here() != here:
                return
            self.look(f"{name}, one more")
        raise AssertionError(self._seen())

    def _fill(self, field: Locator, kind: str, value: Any, question: Mapping[str, Any]) -> None:
        """Give one canonical answer as a person types it."""
        match kind:
            case "file":
                self.hands.attach(field.locator("input[type=file]"), [photo()])
                self._sent()
            case "choice" | "yes_no" | "district" if field.locator("select").count():
                option = field.locator(f"option[value='{value}']").inner_text()
                self.hands.choose(field.locator("select"), option)
            case "choice" | "yes_no" | "choices":
                for each in value if isinstance(value, list) else [value]:
                    self.hands.tick(field.locator(f"input[value='{each}']"))
            case "poll":
                self.hands.tick(field.locator(f"input[value='{value['key']}']"))
            case "declaration" | "consent":
                self.hands.tick(field.locator("input[type=checkbox]"))
            case "date":
                self._day(field, "", value)
            case "date_range":
                self._day(field, "from_", value["from"])
                self._day(field, "to_", value["to"])
            case "person_name" | "identity" | "postal_address":
                self._parts(field, value)
            case "money":
                self.hands.write(field.locator("input"), f"{value // 100},{value % 100:02}")
            case _:
                self.hands.write(field.locator("input, textarea"), str(value))

    def _parts(self, field: Locator, value: Mapping[str, str]) -> None:
        shown = field.locator("input[type=text]").evaluate_all("all => all.map(one => one.name)")
        parts = [name.split("-")[-1] for name in shown]
        for part in parts:
            if part in value:
                self.hands.write(field.locator(f"input[name$='-{part}']"), value[part])
            elif part == "birth_day":
                self._day(field, "birth_", value["birth_date"])

    def _day(self, field: Locator, prefix: str, value: str) -> None:
        year, month, day = str(value).split("-")
        for part, words in {"day": day, "month": month, "year": year}.items():
            self.hands.write(field.locator(f"input[name$='-{prefix}{part}']"), words)

    def _sent(self) -> None:
        """With scripts on, a file goes as soon as it is chosen."""
        if self.page.locator("[role=status]").count():
            self.page.locator(".files").first.wait_for()

    def _press(self, name: str) -> Response:
        return self.hands.follow(self.page.get_by_role("button", name=name, exact=True))

    def _here(self) -> str:
        return self.page.url.partition("#")[0]

    def _seen(self) -> str:
        return f"{self.page.url}\n{self.page.locator('main').inner_text()}"
