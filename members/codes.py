"""One-time codes: what an account opens with before its person has chosen a password."""

from __future__ import annotations

import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


def one_time_code() -> str:
    """Four groups of four letters, 79 bits: read out on the phone, typed once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
