"""Word fields that fetch or start something, however their code is cut into runs or nested.

A field is `begin`, code runs, `separate`, result runs, `end`; a nested field's result is part of the
code around it. Word ignores where runs break, so the code is put together before it is judged.
"""

import re
from dataclasses import dataclass

from core.uploads.links import is_harmless
from core.uploads.refusal import refusal
from core.uploads.xmlwalk import Handlers

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # the "strict" variant
)

# Fields that read a file, an address or a database, run a macro, or start a program.
REFUSED = frozenset(
    {"DDE", "DDEAUTO", "LINK", "EMBED", "CONTROL", "HTMLACTIVEX", "MACROBUTTON", "PRINT"}
    | {"INCLUDETEXT", "INCLUDE", "INCLUDEPICTURE", "IMPORT", "RD", "DATABASE", "DATA"}
)
KEYWORD = re.compile(r"\W*([A-Za-z]+)")
SWITCH = re.compile(r'\\[a-z](?:\s+"[^"]*"|\s+[^\s"\\]+)?', re.IGNORECASE)
ARGUMENT = re.compile(r'"([^"]*)"?|(\S+)')
LONGEST_CODE = 4_096  # characters kept of a code; citation managers store pages of JSON in theirs
DEEPEST = 20  # nested fields, as in Word


@dataclass
class Field:
    code: str = ""
    in_code: bool = True

    def add(self, text: str) -> None:
        self.code = (self.code + text).lstrip()[:LONGEST_CODE]


class FieldGuard:
    """Handlers that follow the fields of one part; they raise `UploadRefused` at a refused field."""

    def __init__(self) -> None:
        self.open: list[Field] = []
        self.loose = Field()  # code without a begin: a reader may mend the missing mark
        self.in_instruction = self.in_text = 0

    def handlers(self) -> Handlers:
        handlers = Handlers(text=self.hear)
        for space in WORD:
            handlers.starts |= self._starts(space)
            handlers.ends |= self._ends(space)
        return handlers

    def _starts(self, space: str) -> dict:
        return {
            f"{space} fldChar": lambda found: self.mark(found.get(f"{space} fldCharType")),
            f"{space} fldSimple": lambda found: self.simple(found.get(f"{space} instr", "")),
            f"{space} instrText": lambda _: self.enter(instruction=1),
            f"{space} delInstrText": lambda _: self.enter(instruction=1),
            f"{space} t": lambda _: self.enter(text=1),
            f"{space} delText": lambda _: self.enter(text=1),
        }

    def _ends(self, space: str) -> dict:
        return {
            f"{space} instrText": lambda: self.enter(instruction=-1),
            f"{space} delInstrText": lambda: self.enter(instruction=-1),
            f"{space} t": lambda: self.enter(text=-1),
            f"{space} delText": lambda: self.enter(text=-1),
        }

    def enter(self, *, instruction: int = 0, text: int = 0) -> None:
        self.in_instruction += instruction
        self.in_text += text

    def mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._refuse_computed_keyword()
            self.open.append(Field())
        elif kind == "separate" and self.open:
            self._judge(self.open[-1])
        elif kind == "end" and self.open:
            self._judge(self.open.pop())
        if len(self.open) > DEEPEST:
            raise refusal("too_complex")

    def simple(self, code: str) -> None:
        self._refuse_computed_keyword()
        check_code(code.strip())

    def hear(self, text: str) -> None:
        if not (self.in_instruction or self.in_text):
            return
        if field := self._being_coded():
            field.add(text)
        elif self.in_instruction:
            self.loose.add(text)

    def finish(self) -> None:
        """Judge what the part left open."""
        for field in [*self.open, self.loose]:
            self._judge(field)

    def _being_coded(self) -> Field | None:
        return next((field for field in reversed(self.open) if field.in_code), None)

    def _refuse_computed_keyword(self) -> None:
        """A field that begins with a field makes its keyword up when it is read; no program writes that."""
        if (field := self._being_coded()) and not field.code:
            raise refusal("field", name="嵌套域")

    def _judge(self, field: Field) -> None:
        if field.in_code:
            field.in_code = False
            check_code(field.code)


def check_code(code: str) -> None:
    """Raise `UploadRefused` if the field with this code may fetch or start something."""
    keyword = match[1].upper() if (match := KEYWORD.match(code)) else ""
    if keyword in REFUSED:
        raise refusal("field", name=keyword)
    if keyword == "HYPERLINK" and not all(map(is_harmless, _targets(code))):
        raise refusal("link")


def _targets(code: str) -> list[str]:
    """The arguments of a HYPERLINK code without its switches; one too long to be kept is no address."""
    if len(code) >= LONGEST_CODE:
        return ["file:"]
    rest = SWITCH.sub(" ", code[len("HYPERLINK") :])
    return [quoted or bare for quoted, bare in ARGUMENT.findall(rest)]
