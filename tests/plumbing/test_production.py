"""A real site as docs/operations.md sets it up: PostgreSQL, Redis, a proxy that ends TLS."""

from __future__ import annotations

import os
import re

import pytest

from tests.plumbing.test_workers import database
from tests.running import site

pytestmark = pytest.mark.postgres_run

NAME = "party.example"
THROUGH_THE_PROXY = {"Host": NAME, "X_Forwarded_Proto": "https"}


@pytest.fixture(scope="module")
def real():
    with (
        database() as url,
        site(
            "--prepare",
            bare=True,
            DEMO_MODE="0",
            DEMO_PASSWORD="",
            DATABASE_URL=url,
            BROKER_URL=os.environ["BROKER_URL"],
            ALLOWED_HOSTS=NAME,
            WEB_PROCESSES="2",
        ) as running,
    ):
        yield running


def test_it_is_ready_with_its_worker(real):
    assert "not ready yet" not in real.output
    assert real.get("/healthz", Host=NAME) == (200, "ok")
    assert "demo" not in real.output


def test_plain_http_is_sent_to_https(real):
    status, _, headers = real.ask("/", Host=NAME)
    assert (status, headers["Location"]) == (301, f"https://{NAME}/")


def test_other_names_are_refused(real):
    assert real.get("/", Host="evil.example", X_Forwarded_Proto="https")[0] == 400


def test_pages_through_the_proxy_are_locked_down(real):
    status, body, headers = real.ask("/login/", **THROUGH_THE_PROXY)
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    cookies = headers.get_all("Set-Cookie")
    assert cookies
    assert [cookie for cookie in cookies if "Secure" not in cookie or "HttpOnly" not in cookie] == []
    assert "<html" in body


def test_static_files_are_collected_and_cacheable(real):
    body = real.get("/login/", **THROUGH_THE_PROXY)[1]
    sheet = re.search(r'href="(/static/[^"]+\.css)"', body)[1]
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet), "its name holds its contents' hash"
    status, _, headers = real.ask(sheet, **THROUGH_THE_PROXY)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def test_nothing_but_our_own_hosts_is_named(real):
    body = real.get("/login/", **THROUGH_THE_PROXY)[1]
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//[^\"]+", body) == []
