"""Whose request it is, behind any number of proxies, whatever the visitor pretends."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from core.addresses import client_address

PEER = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "", PEER),
        (0, "6.6.6.6", PEER),
        (1, "", PEER),
        (1, "10.2.3.4", "10.2.3.4"),
        (1, "6.6.6.6, 10.2.3.4", "10.2.3.4"),
        (2, "6.6.6.6, 10.2.3.4, 10.9.9.9", "10.2.3.4"),
        (2, "10.2.3.4", PEER),
        (1, "nonsense", PEER),
        (1, "fd00::7", "fd00::7"),
    ],
)
def test_the_address_is_the_one_the_last_proxy_of_ours_heard_from(settings, proxies, forwarded, found):
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=PEER)) == found


def test_a_socket_has_no_address(settings):
    settings.PROXIES = 0
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""
