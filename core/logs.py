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
        kind, _, trace = ei
        if self.exception_text or kind is None:
            return super().formatException(ei)
        places = "".join(traceback.format_tb(trace))
        return f"{places}{kind.__module__}.{kind.__qualname__} {WITHHELD}"
