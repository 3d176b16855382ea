"""One line per event on standard output, without what people wrote."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

WITHHELD = "(words withheld; LOG_EXCEPTION_TEXT=1 shows them)"


class LineFormatter(logging.Formatter):
    """Time, level, source, message. Of an exception: kind and place; its words only with `exception_text`.

    The words of an exception often quote data: PostgreSQL's "Key (name)=(…) already exists" names a person.
    """

    def __init__(self, *, exception_text: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.exception_text = exception_text

    def formatException(self, ei: ExcInfo) -> str:
        value = ei[1]
        if self.exception_text or value is None:
            return super().formatException(ei)
        return "\n".join(f"{''.join(traceback.format_tb(e.__traceback__))}{_kind(e)}" for e in _chain(value))


def _chain(last: BaseException) -> list[BaseException]:
    """The exception and what led to it, the first one first."""
    found: list[BaseException] = []
    step: BaseException | None = last
    while step and step not in found:
        found.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return found[::-1]


def _kind(exception: BaseException) -> str:
    kind = type(exception)
    return f"{kind.__module__}.{kind.__qualname__} {WITHHELD}"
