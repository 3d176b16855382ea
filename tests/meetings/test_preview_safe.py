"""A preview is marked safe HTML, also of papers that came from outside: nothing in them may become markup."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest

from meetings.preview import pages_of

BAD = "\"><script>alert(1)</script><img src=x onerror=alert(1)> ' onmouseover=alert(1) &lt;i&gt;"
QUOTED = b"&quot; onmouseover=&quot;alert(1)"
TAGS = {"p", "b", "br", "table", "tr", "td"}


def paper() -> bytes:
    document = docx.Document()
    document.add_heading(BAD, 1)
    document.add_paragraph(BAD).add_run(BAD).bold = True
    table = document.add_table(2, 2)
    for row in table.rows:
        for cell in row.cells:
            cell.text = BAD
    table.cell(0, 0).merge(table.cell(0, 1))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def bent(data: bytes) -> bytes:
    """The same with markup in the attributes that a preview reads."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part, spans = re.subn(rb'(w:gridSpan w:val="\d+)', rb"\1" + QUOTED, part)
                part, styles = re.subn(rb'(w:pStyle w:val="\w+)', rb"\1" + QUOTED, part)
                assert spans and styles
            copy.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("change", [bytes, bent], ids=["text", "attributes"])
def test_nothing_in_a_paper_becomes_markup(change) -> None:
    html = "".join(page.html for page in pages_of(change(paper())))
    assert "alert(1)" in html, "the words are shown, as words"
    assert set(re.findall(r"<(\w+)", html)) <= TAGS
    assert re.findall(r"<[^>]*\son\w+\s*=", html) == []
