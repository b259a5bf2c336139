"""Sample journeys stay true as time goes."""

from datetime import date

from eservices.catalogue.samples import later


def test_days_to_come_move_on_and_days_of_the_past_stay() -> None:
    answers = {"born": "1984-11-30", "nights": [{"first": "2027-01-20"}], "rooms": 2}

    moved = later(answers, date(2026, 11, 27), today=date(2028, 5, 8))

    assert moved["nights"] == [{"first": "2028-07-01"}]
    assert (moved["born"], moved["rooms"]) == ("1984-11-30", 2)
    assert later(answers, date(2026, 11, 27), today=date(2026, 1, 1)) == answers
