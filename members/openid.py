"""Sign-in with the place's own identity provider (OpenID Connect, code flow with PKCE). Off by default.

It tells which account somebody has here and nothing more: it makes no accounts and no members, and gives no
rights. The first time an account is found by the claim that the settings name; from then on by the provider's
subject, which never passes to somebody else.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.exceptions import NotAllowed
from members.actions.sign_in import Known
from members.models import OpenIdLink, User

log = logging.getLogger(__name__)

SUBJECT_LENGTH = 255  # characters, OpenID Connect Core 1.0 section 2
SECONDS_TO_ANSWER = 5  # of the provider; a page waits for it
FAILED = "统一身份认证没有成功，请再试一次；仍然不行的，请用账号和密码登录，并告诉管理员。"
UNKNOWN = "您的统一身份在本平台没有对应的账号，请联系管理员开通，或者用账号和密码登录。"


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER)


def label() -> str:
    """What the log-in page calls it; "" when it is off."""
    return settings.OIDC_LABEL if is_on() else ""


def send_there(request: HttpRequest) -> HttpResponse:
    """To the provider's own page. Raises NotAllowed when it does not answer."""
    back = request.build_absolute_uri(reverse("openid_back"))
    return _asking(lambda: _client().authorize_redirect(request, back))


def who_came_back(request: HttpRequest) -> tuple[User, Known]:
    """The account of whoever the provider sends back, with its word for them.

    State, nonce, signature, issuer, audience and time are checked. Raises NotAllowed when one is wrong, and
    with one sentence for whoever has no account here, a closed one, or one that belongs to another identity.
    """
    claims = _asking(lambda: _claims(request))
    known = (settings.OIDC_ISSUER, str(claims["sub"]))
    user = _account_of(known, claims.get(settings.OIDC_CLAIM))
    if user is None:
        log.warning("OpenID: no account for subject %s", known[1])
        raise NotAllowed(UNKNOWN)
    return user, known


def _account_of(known: Known, name: object) -> User | None:
    linked = OpenIdLink.objects.filter(issuer=known[0], subject=known[1]).select_related("user").first()
    if linked:
        return linked.user if linked.user.is_active else None
    if not isinstance(name, str) or not name:
        return None
    return User.objects.filter(username=name, is_active=True, openid_link__isnull=True).first()


def _claims(request: HttpRequest) -> dict[str, Any]:
    """What the ID token says and, where it lacks the claim asked for, what the provider adds to it."""
    options = {"iss": {"essential": True, "values": [settings.OIDC_ISSUER]}}
    options["aud"] = {"essential": True, "values": [settings.OIDC_CLIENT_ID]}
    token = _client().authorize_access_token(request, claims_options=options)
    told = token.get("userinfo") or {}
    if not 0 < len(str(told.get("sub", ""))) <= SUBJECT_LENGTH:
        raise ValueError("no ID token, or no subject that can be kept")
    if settings.OIDC_CLAIM not in told:
        more = _client().userinfo(token=token)
        if more.get("sub") == told["sub"]:  # else it speaks of somebody else (Core 1.0, 5.3.2)
            told = more | told
    return dict(told)


def _asking(ask: Any) -> Any:
    """Whatever goes wrong between here and the provider is one sentence; its kind goes to the log."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        return ask()
    except (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, RuntimeError) as error:
        log.warning("OpenID: %s", type(error).__name__)
        raise NotAllowed(FAILED) from error


def _client() -> Any:
    return _registered(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@cache
def _registered(issuer: str, client_id: str, client_secret: str) -> Any:
    """The library's client; it keeps what the provider says of itself. Loaded only where this is on."""
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        "openid",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.OIDC_SCOPES,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS_TO_ANSWER,
        },
    )
