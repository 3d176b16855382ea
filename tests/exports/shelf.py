"""The documents of a meeting, rendered and opened again with python-docx and openpyxl."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook

from meetings.documents import Produced, documents_of
from meetings.enums import DocumentKind
from meetings.models import Meeting


@dataclass
class Paper:
    """One rendered document."""

    made: Produced
    data: bytes

    @cached_property
    def paragraphs(self) -> list[str]:
        """Non-empty paragraphs outside tables, in order; line breaks and tab stops as they are. A workbook has none."""
        if self.made.suffix == ".xlsx":
            return []
        found = docx.Document(BytesIO(self.data))
        return [p.text for p in found.iter_inner_content() if isinstance(p, Paragraph) and p.text]

    @cached_property
    def rows(self) -> list[list[str]]:
        """The rows of all tables, or of the workbook below its heading."""
        if self.made.suffix == ".xlsx":
            page = load_workbook(BytesIO(self.data)).active
            return [[cell.value or "" for cell in row] for row in page.iter_rows(min_row=2)]
        found = docx.Document(BytesIO(self.data)).iter_inner_content()
        return [
            [c.text for c in row.cells] for table in found if isinstance(table, Table) for row in table.rows
        ]

    @cached_property
    def xml(self) -> str:
        """Everything the file holds, properties and hidden parts included."""
        with ZipFile(BytesIO(self.data)) as package:
            return "".join(package.read(name).decode(errors="replace") for name in package.namelist())

    @property
    def text(self) -> str:
        return "\n".join([*self.paragraphs, *("\t".join(row) for row in self.rows)])


@dataclass
class Shelf:
    """All papers of a meeting."""

    papers: list[Paper]

    @classmethod
    def of(cls, meeting: Meeting, *kinds: DocumentKind) -> Shelf:
        return cls([Paper(one, one.render()) for one in documents_of(meeting, kinds or None)])

    def get(self, kind: DocumentKind, slug: str = "") -> Paper:
        (found,) = (p for p in self.papers if p.made.kind == kind and p.made.slug == slug)
        return found

    @property
    def kinds(self) -> set[DocumentKind]:
        return {paper.made.kind for paper in self.papers}
