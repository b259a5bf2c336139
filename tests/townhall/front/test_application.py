"""The layer around Django, with a small application in Django's place."""

from __future__ import annotations

import io
import threading
import time

import pytest

from townhall.front.application import Front
from townhall.front.cache import PageCache, storable
from townhall.front.entries import accepts

PUBLIC = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "public, max-age=60, s-maxage=600"),
    ("Cache-Tag", "page:1 chrome:fr"),
]
KNOWN = {"q", "page"}


class Site:
    """Stands for Django: counts the renders, may wait within one."""

    def __init__(self, headers=PUBLIC, status="200 OK", during=lambda: None):
        self.headers, self.status, self.during = headers, status, during
        self.renders = 0

    def __call__(self, environ, start):
        self.renders += 1
        self.during()
        environ["wsgi.input"].read()
        start(self.status, list(self.headers))
        return [b"<p>page</p>" * 100]


def front(site, rows=lambda: [], **options):
    cache = PageCache(limit=1_000_000, known=KNOWN, rows=rows)
    settings = {"concurrency": 2, "max_body": 1000, "watch": False} | options
    return Front(site, cache, **settings)


def ask(application, path="/fr/", method="GET", query="", body=None, **headers):
    answered = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "ville.example",
        "wsgi.url_scheme": "http",
        "wsgi.input": body or io.BytesIO(),
        **headers,
    }
    parts = application(environ, lambda status, headers, *rest: answered.append((status, headers)))
    content = b"".join(parts)
    status, pairs = answered[-1]
    return status, {name.lower(): value for name, value in pairs}, content


def test_a_page_is_rendered_once_whatever_the_cookies_and_the_campaign():
    site = Site()
    application = front(site)
    first = ask(application)
    again = ask(application, query="utm_source=letter&fbclid=x", HTTP_COOKIE="_pk_id=1")
    assert site.renders == 1
    assert first[2] == again[2]
    assert again[1]["vary"] == "Accept-Encoding"


def test_a_known_parameter_makes_another_page_and_an_unknown_one_is_not_kept():
    site = Site()
    application = front(site)
    for query in ("q=a", "q=b", "q=a", "zzz=1", "zzz=1"):
        ask(application, query=query)
    assert site.renders == 4
    assert len(application.cache.store) == 2


@pytest.mark.parametrize(
    "headers",
    [
        [("Cache-Control", "private")],
        [],
        [*PUBLIC, ("Set-Cookie", "a=b")],
        [*PUBLIC, ("Vary", "Accept-Encoding, Cookie")],
    ],
)
def test_what_is_not_for_everybody_is_never_kept(headers):
    assert storable("200 OK", headers) is None
    site = Site(headers)
    application = front(site)
    ask(application)
    ask(application)
    assert site.renders == 2


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Error"])
def test_only_a_success_is_kept(status):
    assert storable(status, PUBLIC) is None


def test_a_purge_empties_by_tag():
    rows = []
    site = Site()
    application = front(site, rows=lambda: rows)
    ask(application)
    rows.append((1, "page:2"))
    application.cache.purges.look()
    ask(application)
    assert site.renders == 1
    rows.append((2, "page:1"))
    application.cache.purges.look()
    ask(application)
    assert site.renders == 2


def test_a_lower_id_that_commits_later_still_purges():
    rows = [(7, "page:9")]
    site = Site()
    application = front(site, rows=lambda: rows)
    application.cache.purges.look()
    ask(application)
    rows.insert(0, (6, "page:1"))
    application.cache.purges.look()
    ask(application)
    assert site.renders == 2


def test_a_page_purged_while_it_was_rendered_is_not_kept():
    rows = []
    site = Site()
    application = front(site, rows=lambda: rows)

    def publish():
        rows.append((len(rows) + 1, "page:1"))
        application.cache.purges.look()

    site.during = publish
    ask(application)
    assert len(application.cache.store) == 0


def test_a_stampede_renders_once():
    site = Site(during=lambda: time.sleep(0.2))
    application = front(site)
    threads = [threading.Thread(target=ask, args=(application,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.renders == 1


def test_a_slow_upload_does_not_hold_back_pages():
    site = Site()
    application = front(site, concurrency=1)
    ask(application)
    sending = threading.Event()

    class Slow(io.BytesIO):
        def read(self, size=-1):
            sending.wait(10)
            return super().read(size)

    upload = threading.Thread(
        target=ask,
        args=(application, "/fr/envoi/", "POST"),
        kwargs={"body": Slow(b"x" * 10), "CONTENT_LENGTH": "10"},
    )
    upload.start()
    try:
        assert ask(application)[0] == "200 OK"
        # Not even a page that must be rendered waits.
        assert ask(application, "/fr/autre/")[0] == "200 OK"
        assert site.renders == 2
    finally:
        sending.set()
        upload.join()
    assert site.renders == 3


@pytest.mark.parametrize(("path", "language"), [("/fr/x/", "fr"), ("/en/x/", "en")])
def test_a_body_too_large_gets_a_page_in_the_language_of_the_address(path, language):
    site = Site()
    status, headers, body = ask(
        front(site), path, "POST", body=io.BytesIO(b"x" * 2000), CONTENT_LENGTH="2000"
    )
    assert status.startswith("413")
    assert f'lang="{language}"'.encode() in body
    assert headers["content-language"] == language
    assert site.renders == 0


def test_a_broken_body_never_reaches_django():
    site = Site()
    status, _headers, _body = ask(
        front(site), "/fr/x/", "POST", body=io.BytesIO(b"x"), CONTENT_LENGTH="10"
    )
    assert status.startswith("400")
    assert site.renders == 0


def test_a_visitor_who_has_the_page_is_told_so():
    application = front(Site())
    _status, headers, _body = ask(application, HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["content-encoding"] == "br"
    status, _headers, body = ask(
        application, HTTP_ACCEPT_ENCODING="gzip, br", HTTP_IF_NONE_MATCH=headers["etag"]
    )
    assert (status, body) == ("304 Not Modified", b"")


def test_head_gets_the_headers_of_get_and_no_body():
    application = front(Site())
    _status, headers, body = ask(application, method="HEAD")
    assert body == b""
    assert headers["content-length"] == str(len(ask(application)[2]))


@pytest.mark.parametrize(
    ("header", "allowed"), [("br;q=0", False), ("gzip, br;q=0.5", True), ("gzip", False)]
)
def test_a_refused_coding_is_not_sent(header, allowed):
    assert accepts(header, "br") is allowed
