"""Synonyms and a best bet of the demonstration city."""

from __future__ import annotations

from search.models import BestBet, Synonym
from townhall.demo.files import read


def load() -> None:
    data = read("search")
    for language, rows in data["synonyms"].items():
        for row in rows:
            Synonym.objects.get_or_create(
                language=language, typed="\n".join(row["typed"]), means="\n".join(row["means"])
            )
    for row in data["best_bets"]:
        BestBet.objects.get_or_create(
            language=row["language"],
            title=row["title"],
            defaults={
                "questions": "\n".join(row["questions"]),
                "text": row["text"],
                "url": row["url"],
            },
        )
