"""Encrypted text that is bound to its row: ciphertext carried to another row, or altered, reads as nothing.

`AES-256-GCM` with the row as associated data. Unlike a Fernet token it tells no moment, and it is filled up
to steps of 512 bytes. docs/adr/0005-talks.md says what this keeps from whom.
"""

from __future__ import annotations

import base64
import secrets
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from core.fields import PAGE, UNREADABLE, Unread, cipher

ALTERED = "（密文被改动过，或者不是这一条的）"
_MARK = "b1:"  # scheme; a Fernet token, as written before, begins with gAAAA
_KEY, _NAME, _NONCE = 32, 4, 12  # bytes of the key, of its name, and of the nonce


class AlteredError(Exception):
    """The key is here, and the ciphertext is not what it made for this row."""


class MissingKeyError(Exception):
    """None of the keys made this ciphertext."""


@cache
def _key(field_key: str) -> tuple[bytes, AESGCM]:
    """The name of the key and the cipher, derived so that no key serves two schemes."""
    made = HKDF(SHA256(), _KEY + _NAME, salt=None, info=b"bound text 1").derive(field_key.encode())
    return made[_KEY:], AESGCM(made[:_KEY])


def seal_to(row: str, text: str) -> Sealed:
    """Ciphertext of `text` that opens for `row` alone. Made with the first key."""
    name, aes = _key(settings.FIELD_ENCRYPTION_KEYS[0])
    nonce, data = secrets.token_bytes(_NONCE), text.encode()
    data += b"\0" * (-len(data) % PAGE)
    made = name + nonce + aes.encrypt(nonce, data, row.encode())
    return Sealed(_MARK + base64.urlsafe_b64encode(made).decode())


def open_for(row: str, sealed: str) -> str:
    """The text that was sealed to `row`. Raises MissingKeyError, AlteredError.

    A token of the time before binding opens for any row, until the row is written again.
    """
    if not sealed.startswith(_MARK):
        return _open_unbound(sealed)
    try:
        made = base64.b64decode(sealed[len(_MARK) :], altchars=b"-_", validate=True)
    except ValueError as error:
        raise AlteredError from error
    keys = dict(map(_key, settings.FIELD_ENCRYPTION_KEYS))
    aes = keys.get(made[:_NAME])
    if aes is None:
        raise MissingKeyError
    nonce, data = made[_NAME : _NAME + _NONCE], made[_NAME + _NONCE :]
    try:
        return aes.decrypt(nonce, data, row.encode()).rstrip(b"\0").decode()
    except (InvalidTag, ValueError) as error:  # too short for a nonce or a tag: cut off
        raise AlteredError from error


def _open_unbound(sealed: str) -> str:
    try:
        return cipher().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise MissingKeyError from error


class Sealed(str):
    """Ciphertext as it lies in the column."""


class BoundTextField(models.TextField):
    """Text that only its own row can read: the model says which that is (`sealed_to(column)`).

    The row exists before its text does, for its key is part of what binds. `update()` and filters take no
    plain text; `values()` gives ciphertext. What cannot be opened reads as `UNREADABLE` or `ALTERED`, and
    is written back as it was when the row is saved.
    """

    class descriptor_class(DeferredAttribute):
        def __get__(self, instance: Any, cls: type | None = None) -> Any:
            value = super().__get__(instance, cls)
            if not isinstance(value, Sealed):
                return value
            text = _read(instance.sealed_to(self.field.attname), value)
            instance.__dict__[self.field.attname] = text
            return text

        def __set__(self, instance: Any, value: Any) -> None:
            instance.__dict__[self.field.attname] = value

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if not value or isinstance(value, Unread):
            return value
        if model_instance.pk is None:
            raise ValueError(f"{self}: save the row first, then its text.")
        return seal_to(model_instance.sealed_to(self.attname), value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, Unread):
            return value.sealed
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self} takes no text outside its row.")
        return value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return Sealed(value) if value else value


def _read(row: str, sealed: Sealed) -> str:
    try:
        return open_for(row, sealed)
    except MissingKeyError:
        return Unread(UNREADABLE, sealed)
    except AlteredError:
        return Unread(ALTERED, sealed)
