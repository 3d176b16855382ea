"""Sign-in by the place's identity provider, against a real one that runs on this machine for these tests."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from core.exceptions import NotAllowed
from members import actions, openid
from members.models import Member, OpenIdLink, User
from tests.casting import Cast
from tests.members.signing import code_of, is_in, with_factor
from tests.running import eventually
from tests.servers import free_port

pytestmark = pytest.mark.django_db
HOST = "testserver"


class Provider:
    """The provider as a browser and an operator meet it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def knows(self, subject: str, **claims: str) -> None:
        request = urllib.request.Request(
            f"{self.issuer}/users/{subject}", json.dumps(claims).encode(), method="PUT",
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        urllib.request.urlopen(request, timeout=5).close()

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.issuer}/jwks", timeout=1).close()
        except OSError:
            return False
        return True

    def sends_back(self, address: str, subject: str = "", **form: str) -> str:
        """The person at the provider's page: names who they are, and is sent to our address (path and query)."""
        body = urllib.parse.urlencode({"sub": subject} | form).encode()
        try:
            _NO_REDIRECT.open(address, body, timeout=5)
        except urllib.error.HTTPError as answer:
            assert answer.code == 302
            parts = urllib.parse.urlsplit(answer.headers["Location"])
            assert parts.netloc == HOST
            return f"{parts.path}?{parts.query}"
        raise AssertionError("the provider did not send anybody back")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


_NO_REDIRECT = urllib.request.build_opener(_Stay)


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-n", "true"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        provider = Provider(f"http://127.0.0.1:{port}")
        eventually(provider.answers, 60, "the provider listens")
        yield provider
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def provider(running: Provider, settings) -> Provider:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = running.issuer, "orglife"
    settings.OIDC_CLIENT_SECRET = "secret"
    running.knows("s-1", preferred_username="member")
    return running


def go(client: Client, provider: Provider, subject: str = "s-1", onward: str = "") -> str:
    """To the provider and back: the address of ours that the person is sent to, not yet opened."""
    there = client.get(reverse("openid"), {"next": onward})
    assert there.url.startswith(f"{provider.issuer}/oauth2/authorize?")
    return provider.sends_back(there.url, subject)


def test_a_link_to_the_provider_and_not_a_form(client: Client, cast: Cast, provider: Provider) -> None:
    page = client.get(reverse("login"), {"next": "/members/"}).content.decode()
    assert f'href="{reverse("openid")}?next=%2Fmembers%2F"' in page
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(client.get(reverse("openid")).url).query)
    assert asked["redirect_uri"] == [f"http://{HOST}{reverse('openid_back')}"]
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert asked["state"] and asked["nonce"] and asked["client_id"] == ["orglife"]


def test_the_account_that_the_claim_names_is_logged_in(client: Client, cast: Cast, provider) -> None:
    people = (User.objects.count(), Member.objects.count())
    assert client.get(go(client, provider, onward="/members/")).url == "/members/"
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(cast.who["member"].pk)
    assert AuditEntry.objects.get().after["way"] == "openid"
    linked = OpenIdLink.objects.get()
    assert (linked.user, linked.issuer, linked.subject) == (cast.who["member"], provider.issuer, "s-1")
    assert (User.objects.count(), Member.objects.count()) == people


def test_from_then_on_the_subject_counts_and_not_the_name(client: Client, cast: Cast, provider) -> None:
    client.get(go(client, provider))
    provider.knows("s-1", preferred_username="secretary")  # renamed there, perhaps by the person
    client.get(go(again := Client(), provider))
    again.get(go(again, provider))
    assert again.session["_auth_user_id"] == str(cast.who["member"].pk)
    provider.knows("s-2", preferred_username="member")  # somebody else who got the name
    refused = Client().get(go(other := Client(), provider, "s-2"))
    assert not is_in(other) and refused.status_code == 302


@pytest.mark.parametrize("claims", [{}, {"preferred_username": "nobody"}, {"preferred_username": "Member"}])
def test_nobody_is_made_and_one_sentence_for_whoever_is_not_known(
    client: Client, cast: Cast, provider, claims
) -> None:
    people = (User.objects.count(), Member.objects.count())
    provider.knows("s-9", **claims)
    answer = client.get(go(client, provider, "s-9"), follow=True)
    assert "没有对应的账号，请联系管理员开通" in answer.content.decode()
    assert not is_in(client)
    assert (User.objects.count(), Member.objects.count(), OpenIdLink.objects.count()) == (*people, 0)


def test_a_closed_account_is_not_known(client: Client, cast: Cast, provider) -> None:
    client.get(go(client, provider))
    actions.close_account(by=cast.who["administrator"], user=cast.who["member"])
    answer = client.get(go(client, provider), follow=True)
    assert "没有对应的账号" in answer.content.decode()
    assert not is_in(client)


def test_the_second_factor_is_asked_for_all_the_same(client: Client, cast: Cast, provider) -> None:
    secret = with_factor(cast.who["member"]).secret
    assert client.get(go(client, provider, onward="/members/")).url == reverse("login_code")
    assert not is_in(client) and not OpenIdLink.objects.exists(), "linked is who came in, not who tried"
    assert client.post(reverse("login_code"), {"code": code_of(secret)}).url == "/members/"
    assert OpenIdLink.objects.get().subject == "s-1"


def test_whoever_comes_by_the_provider_needs_no_password_here(client: Client, cast: Cast, provider) -> None:
    actions.reset_password(by=cast.who["administrator"], user=cast.who["member"], password="code-1")
    client.get(go(client, provider))
    assert is_in(client)


def test_an_administrator_unlinks(client: Client, cast: Cast, provider) -> None:
    client.get(go(client, provider))
    desk = Client()
    desk.force_login(cast.who["administrator"])
    desk.post(reverse("members:settle", args=[cast.who["member"].pk, "identity"]))
    assert not OpenIdLink.objects.exists() and not is_in(client)
    for name in ("secretary", "stranger_administrator"):
        with pytest.raises(NotAllowed):
            actions.unlink_identity(by=cast.who[name], user=cast.who["member"])


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_onward_leads_only_to_our_own_pages(client: Client, cast: Cast, provider, onward) -> None:
    assert client.get(go(client, provider, onward=onward)).url == "/"


# --- what must not be believed ------------------------------------------------------------------------------


def refused(client: Client, address: str) -> bool:
    answer = client.get(address, follow=True)
    return openid.FAILED in answer.content.decode() and not is_in(client)


def test_an_answer_that_nobody_here_asked_for(client: Client, cast: Cast, provider) -> None:
    """Else a stranger could log somebody in as the stranger, or use a stolen code."""
    back = go(client, provider)
    assert refused(Client(), back)
    assert refused(client, back.replace("state=", "state=x"))
    assert refused(client, reverse("openid_back"))


def test_an_answer_works_once(client: Client, cast: Cast, provider) -> None:
    back = go(client, provider)
    client.get(back)
    client.post(reverse("logout"))
    assert refused(client, back)


def test_a_token_of_another_moment_issuer_or_key(
    client: Client, cast: Cast, provider, settings, monkeypatch
) -> None:
    back = go(client, provider)
    session = client.session
    (key,) = (name for name in dict(session.items()) if name.startswith("_state_openid_"))
    session[key]["data"]["nonce"] = "another"
    session.save()
    assert refused(client, back), "nonce"

    back = go(client, provider)
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=3)):
        assert refused(client, back), "time"

    back = go(client, provider)
    settings.OIDC_CLIENT_ID = "somebody-else"
    assert refused(client, back), "audience"
    settings.OIDC_CLIENT_ID = "orglife"

    settings.OIDC_ISSUER = f"{provider.issuer}/"
    assert refused(client, go(client, provider)), "issuer"
    settings.OIDC_ISSUER = provider.issuer

    from joserfc.jwk import RSAKey

    foreign = {"keys": [RSAKey.generate_key(2048, {"kid": "x"}).as_dict()]}
    back = go(client, provider)
    monkeypatch.setattr(type(openid._client()), "fetch_jwk_set", lambda *a, **k: foreign)
    assert refused(client, back), "key"


def test_whoever_declines_there_is_not_in_here(client: Client, cast: Cast, provider) -> None:
    there = client.get(reverse("openid")).url
    assert refused(client, provider.sends_back(there, action="deny"))


def test_a_provider_that_does_not_answer(client: Client, cast: Cast, settings) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = f"http://127.0.0.1:{free_port()}", "orglife"
    answer = client.get(reverse("openid"), follow=True)
    assert openid.FAILED in answer.content.decode()
    assert "用账号和密码登录" in answer.content.decode()


def test_where_it_is_off_nothing_speaks_of_it(client: Client, cast: Cast) -> None:
    assert reverse("openid") not in client.get(reverse("login")).content.decode()
    assert not openid.is_on()
