"""Attribute values as other programs write them: anything may stand there."""

_OFF = {"0", "false", "off", "none"}
_LARGEST = 31_680 * 10  # twips; Word's paper ends at 22 inches


def number(text: str | None) -> int | None:
    """Whole twips or counts; None for what is no number. Word also writes "12.5"."""
    try:
        value = round(float(text or ""))
    except (ValueError, OverflowError):
        return None
    return max(-_LARGEST, min(_LARGEST, value))


def on(value: str | None, default: bool) -> bool:
    """Word's on and off; ``default`` where nothing is said."""
    return default if not value else value not in _OFF
