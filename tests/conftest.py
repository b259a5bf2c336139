"""Databases, needed services and time limits of every test."""

from collections import defaultdict
from collections.abc import Iterator

import hypothesis
import pytest
from _pytest.terminal import TerminalReporter
from django.test import TransactionTestCase

from tests import databases, needs

# A loaded machine is no fault of the code: speed is measured by `make bench` alone.
hypothesis.settings.register_profile(
    "townhall", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("townhall")


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, tmp_path_factory
) -> Iterator[None]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        context = databases.prepared(tmp_path_factory.mktemp("database"), worker)
        database = context.__enter__()
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: database.reset()
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        context.__exit__(None, None, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        action="store_true",
        help="leave out what no database can change: it ran with the first",
    )


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"}
    return (
        item.get_closest_marker("django_db") is not None
        or item.get_closest_marker("browser") is not None
        or not fixtures.isdisjoint(getattr(item, "fixturenames", ()))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("second_database"):
        left_out = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _asks_a_database(item)]
    # Loading the city takes as long as a hundred tests: those that walk it come first and in a
    # row, which `--dist worksteal` gives to one process. Nor is any of the longest left for last.
    items.sort(key=lambda item: "live_city" not in getattr(item, "fixturenames", ()))
    for item in items:
        for marker, need in needs.NEEDS.items():
            if not item.get_closest_marker(marker) or need.present():
                continue
            reason = f"{needs.PREFIX}{need.name} ({need.remedy})"
            if needs.required() and not need.by_pass:
                raise pytest.UsageError(f"{item.nodeid} {reason}")
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    absent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
        reason = reason.removeprefix("Skipped: ")
        if reason.startswith(needs.PREFIX):
            absent[reason][report.nodeid.partition("::")[0]] += 1
    if absent:
        terminalreporter.section("parts that did not run")
    for reason, files in absent.items():
        terminalreporter.write_line(f"{reason}:")
        for file, count in sorted(files.items()):
            terminalreporter.write_line(f"  {file} ({count})")


@pytest.fixture(autouse=True)
def forget_fragments() -> None:
    """Pieces of pages are kept in the process; what one test made is nothing to the next."""
    from content.core.fragments import fragments

    fragments.forget()
