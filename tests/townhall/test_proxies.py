"""Limits count visitors, not the servers in front of us."""

from ipaddress import ip_network

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from content.core.rate_limits import limited
from townhall import checks
from townhall.middleware import client_address
from townhall.proxies import visitor_of

pytestmark = pytest.mark.django_db
FRONTS = [ip_network("10.0.0.0/8"), ip_network("::1")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        # What a visitor writes into the header is never believed.
        ("203.0.113.9", "192.0.2.1", "203.0.113.9"),
        ("10.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "<script>, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "<script>", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("", "192.0.2.1", ""),
    ],
)
def test_the_visitor_is_the_last_address_that_is_no_front(peer, forwarded, visitor):
    assert visitor_of(peer, forwarded, FRONTS) == visitor


def ask(visitor: str) -> int:
    @limited("test.proxies", limit=2, seconds=60)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = RequestFactory().post(
        "/fr/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": visitor}
    )
    return client_address(view)(request).status_code


def test_one_visitor_behind_the_front_does_not_use_up_the_limit_of_others(settings):
    cache.clear()
    settings.TRUSTED_PROXIES = FRONTS
    assert [ask("203.0.113.1") for _attempt in range(3)] == [200, 200, 429]
    assert ask("203.0.113.2") == 200


def test_without_trusted_fronts_the_header_is_not_read(settings):
    cache.clear()
    settings.TRUSTED_PROXIES = []
    assert [ask(f"203.0.113.{number}") for number in (1, 2, 3)] == [200, 200, 429]


def test_a_city_that_does_not_name_its_fronts_is_warned(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = []
    assert [problem.id for problem in checks.check_visitors_are_told_apart()] == ["townhall.W001"]
    settings.TRUSTED_PROXIES = FRONTS
    assert not checks.check_visitors_are_told_apart()
