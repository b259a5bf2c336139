"""A session of the Council with its film, and the next one announced."""

from __future__ import annotations

from datetime import date

from content.council.data import SessionData
from content.council.loading import film_session, save_body, save_session
from townhall.demo.files import read


def load() -> None:
    body = save_body(
        key="conseil-de-paris",
        name="Conseil de Paris",
        term="Mandature 2026-2032 (démo)",
        starts_on=date(2026, 3, 29),
    )
    held, *announced = SessionData.read_all(read("council"))
    session = save_session(data=held, body=body)
    for data in announced:
        save_session(data=data, body=body)
    film_session(data=held, session=session)
