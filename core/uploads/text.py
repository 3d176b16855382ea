"""The text of an uploaded .docx, for checking and comparing materials."""

from collections.abc import Callable
from typing import BinaryIO

from core.uploads.fields import WORD
from core.uploads.limits import LIMITS, Limits
from core.uploads.office import check_office
from core.uploads.refusal import refusal
from core.uploads.xmlwalk import Attributes, Budget, Handlers, walk

MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Moved away, deleted, pinyin above a word, and properties: their tab stops are named like tabs.
SKIPPED = ("moveFrom", "del", "rt", "pPr")


class TextReader:
    """Handlers that gather paragraphs; a table row becomes one line, its cells parted by tabs."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.lines: list[str] = []
        self.paragraphs: list[list[str]] = []  # a text box is a paragraph within a paragraph
        self.rows: list[list[list[str]]] = []  # rows of cells of paragraphs; tables nest
        self.skipping = self.listening = self.characters = 0

    def handlers(self) -> Handlers:
        handlers = Handlers(text=self.hear)
        for space in (*WORD, *MATH):
            handlers.starts[f"{space} t"] = lambda _: self._listen(1)
            handlers.ends[f"{space} t"] = lambda: self._listen(-1)
        for name in (FALLBACK, *(f"{space} {name}" for space in WORD for name in SKIPPED)):
            handlers.starts[name] = lambda _: self._skip(1)
            handlers.ends[name] = lambda: self._skip(-1)
        for space in WORD:
            self._add_structure(handlers, space)
        return handlers

    def _add_structure(self, handlers: Handlers, space: str) -> None:
        for name, mark in MARKS.items():
            handlers.starts[f"{space} {name}"] = self._putter(mark)
        handlers.starts[f"{space} p"] = lambda _: self.paragraphs.append([])
        handlers.ends[f"{space} p"] = self.end_paragraph
        handlers.starts[f"{space} tr"] = lambda _: self.rows.append([])
        handlers.ends[f"{space} tr"] = self.end_row
        handlers.starts[f"{space} tc"] = lambda _: self.begin_cell()

    def _skip(self, step: int) -> None:
        self.skipping += step

    def _listen(self, step: int) -> None:
        self.listening += step

    def hear(self, text: str) -> None:
        if self.listening:
            self.put(text)

    def put(self, text: str) -> None:
        if self.skipping or not self.paragraphs:
            return
        self.characters += len(text)
        if self.characters > self.limits.text_characters:
            raise refusal("text_too_long", limit=self.limits.text_characters)
        self.paragraphs[-1].append(text)

    def _putter(self, mark: str) -> Callable[[Attributes], None]:
        return lambda _: self.put(mark)

    def end_paragraph(self) -> None:
        self._emit("".join(self.paragraphs.pop()))

    def begin_cell(self) -> None:
        if self.rows:
            self.rows[-1].append([])

    def end_row(self) -> None:
        cells = self.rows.pop()
        self._emit("\t".join(" ".join(filter(None, cell)).replace("\n", " ") for cell in cells))

    def _emit(self, line: str) -> None:
        if self.skipping:
            return
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(line)
        else:
            self.lines.append(line)


def docx_text(file: BinaryIO, *, limits: Limits = LIMITS) -> str:
    """The body's text in reading order, one line per paragraph or table row.

    What tracked changes insert is in, what they delete is out; text boxes come before the paragraph that
    holds them. Not in it: headers, footers, notes, comments, and numbers that Word only counts. Raises
    `UploadRefused`: all that `accept` refuses, a .docx without text, and more than `text_characters`.
    """
    office = check_office(file, limits)
    if office.kind != "docx":
        raise refusal("unwanted", found="表格", wanted=".docx")
    reader = TextReader(limits)
    walk(office.package.chunks(office.main), Budget(limits), reader.handlers())
    text = "\n".join(reader.lines)
    if not text.strip():
        raise refusal("only_pictures" if office.pictures else "no_text")
    return text
