"""Model fields that belong to no noun."""

from __future__ import annotations

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

UNREADABLE = "（无法解密：密钥不在本机）"


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """The cipher over `settings.FIELD_ENCRYPTION_KEYS`: the first key writes, all of them read."""
    return _cipher(tuple(settings.FIELD_ENCRYPTION_KEYS))


PAGE = 512  # bytes to which a sealed text is filled up


def seal(text: str) -> str:
    """Ciphertext that tells neither when it was made nor how long the text is, but for steps of 512 bytes.

    A Fernet token begins with its second in the clear, so it is made as if at the beginning of time.
    """
    data = text.encode()
    data += b"\0" * (-len(data) % PAGE)
    return Fernet(settings.FIELD_ENCRYPTION_KEYS[0]).encrypt_at_time(data, 0).decode()


def unseal(sealed: str) -> str:
    """The text that `seal` was given. Raises InvalidToken without the right key."""
    return cipher().decrypt(sealed.encode()).rstrip(b"\0").decode()


class Unread(str):
    """What a text that cannot be opened reads as. It keeps the ciphertext: saving the row loses nothing."""

    sealed: str

    def __new__(cls, words: str, sealed: str) -> Unread:
        made = super().__new__(cls, words)
        made.sealed = sealed
        return made


class EncryptedTextField(models.TextField):
    """Text that the database holds only as ciphertext (R06): whoever reads the database reads nothing.

    It cannot be searched or compared in queries. Without the right key it reads as `UNREADABLE`.
    """

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, Unread):
            return value.sealed
        return value if not value else cipher().encrypt(value.encode()).decode()

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            return Unread(UNREADABLE, value)
