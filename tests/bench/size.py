"""A large city's texts: 100,000 documents, and debates of 1,000,000 cues; made, never real.

Written to a file once, so that every contender reads the same, whatever process it is in.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from search.documents import Document, Passage
from tests.bench.words import WORDS, vocabulary

DOCUMENTS, DEBATES, CUES = 100_000, 20_000, 50
#: Different words of a city's texts and of ten years of debates.
RARE = 60_000
KINDS = ("page", "place", "procedure")
THEMES = ("papers", "family", "housing", "culture", "sport", "streets", "council")
SPEAKERS = 163
FIRST_DAY = date(2014, 1, 1)
FILE = "texts.jsonl"


def write(folder: Path, scale: float = 1.0) -> int:
    """Write the texts, or a share of them; return how many bytes of words they hold."""
    chance, size = random.Random(2026), 0
    every, weights = vocabulary(RARE)

    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(every, cum_weights=weights, k=chance.randint(least, most)))

    with (folder / FILE).open("w") as lines:
        for number in range(int(DOCUMENTS * scale)):
            row = {
                "kind": KINDS[number % len(KINDS)],
                "title": f"{some(2, 4)} {number}".capitalize(),
                "body": some(20, 150),
            }
            size += len(row["title"]) + len(row["body"])
            lines.write(json.dumps(row) + "\n")
        for number in range(int(DEBATES * scale)):
            cues = [some(6, 14) for _cue in range(CUES)]
            size += sum(map(len, cues))
            row = {"kind": "intervention", "title": f"Orateur {number % SPEAKERS} – {some(3, 6)}"}
            lines.write(json.dumps({**row, "cues": cues}) + "\n")
    return size


def rows(folder: Path) -> Iterator[dict[str, str]]:
    """Yield kind, title and whole text of each thing, as a search backend of rows takes it."""
    with (folder / FILE).open() as lines:
        for line in lines:
            row = json.loads(line)
            yield {
                "kind": row["kind"],
                "title": row["title"],
                "body": row.get("body") or " ".join(row["cues"]),
            }


def documents(folder: Path) -> Iterator[Document]:
    with (folder / FILE).open() as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            said = row["kind"] == "intervention"
            yield Document(
                kind=row["kind"],
                id=str(number),
                language="fr",
                title=row["title"],
                url=f"/fr/{number}/",
                body=row.get("body", ""),
                theme=THEMES[number % len(THEMES)],
                districts=(str(number % 20 + 1),),
                date=FIRST_DAY + timedelta(days=number % 4000),
                speaker=f"Orateur {number % SPEAKERS}" if said else "",
                passages=tuple(
                    Passage(text, f"/fr/{number}/?t={place}", place * 7.0)
                    for place, text in enumerate(row.get("cues", ()))
                ),
            )


def questions(count: int, *, slip: bool = False) -> Iterator[str]:
    """Yield two words of the city for ever, one of them with a slip of the finger if asked."""
    chance = random.Random(7)
    long = [word for word in WORDS if len(word) > 6]
    asked = []
    for _question in range(count):
        first, second = chance.sample(long if slip else WORDS, 2)
        if slip:
            place = chance.randrange(2, len(first) - 1)
            first = first[:place] + first[place + 1 :]
        asked.append(f"{first} {second}")
    return itertools.cycle(asked)
