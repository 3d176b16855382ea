"""Codes of an authenticator app (TOTP, RFC 6238), the address of its QR picture, recovery codes.

Nothing is written here.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import unicodedata
from urllib.parse import quote, urlencode

from django.utils import timezone
from django_otp.oath import TOTP

from core.context_processors import BRAND

SECRET_BYTES = 20  # as long as the digest of SHA-1, RFC 4226 section 4
STEPS_OFF = 1  # half a minute early or late: telephones' clocks differ
DIGITS = 6  # what every app shows
RECOVERY_CODES = 10

_APP_CODE = re.compile(rf"\d{{{DIGITS}}}")


def new_secret() -> str:
    """A new key for an app, in base32, as people may have to type it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def address_of(secret: str, username: str) -> str:
    """What the QR picture says to the app (otpauth://)."""
    told = urlencode({"secret": secret, "issuer": BRAND, "digits": DIGITS, "period": 30}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{BRAND}:{username}', safe=':')}?{told}"


def tidied(code: str) -> str:
    """What was typed as it was meant: full-width digits, capitals, blanks and dashes make no difference."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).lower()


def is_app_code(code: str) -> bool:
    return bool(_APP_CODE.fullmatch(tidied(code)))


def step_of(secret: str, code: str, after: int = 0) -> int | None:
    """The time step whose code this is, if it is later than the step `after`; else None.

    Asking for a later step is what keeps a code from being used twice.
    """
    clock = TOTP(base64.b32decode(secret), digits=DIGITS)
    clock.time = timezone.now().timestamp()
    if is_app_code(code) and clock.verify(int(tidied(code)), tolerance=STEPS_OFF, min_t=after + 1):
        return clock.t()
    return None


def digest_of(code: str) -> str:
    """What is kept of a recovery code. It is 79 random bits, so that a fast digest is enough."""
    return hashlib.sha256(f"recovery code {tidied(code)}".encode()).hexdigest()
