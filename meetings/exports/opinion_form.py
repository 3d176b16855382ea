"""征求意见表: what is asked, a QR code to the open form, and room to write by hand."""

from __future__ import annotations

import io

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from core import qr
from gongwen import Cell, Document
from meetings.exports.common import called, day
from meetings.models import OpinionRound

_CODE = 40  # mm: phones read it from half a metre
_ROOM = 95  # mm for handwriting: with the code above, the form is one page


def opinion_form(round: OpinionRound, address: str) -> Document:
    """The form of one round; `address` is the open form's."""
    meeting = round.meeting
    doc = Document(title="征求意见表")
    doc.fields([
        ("征求单位", meeting.organization.name), ("会议", called(meeting)), ("征求对象", round.audience),
        ("截止日期", day(round.ends_on)),
    ])  # fmt: skip
    doc.paragraph("不用署名。可以用手机扫下面的二维码填写，也可以写在表上投进意见箱。")
    _picture(doc, address)
    doc.form([[Cell("您的意见", height=_ROOM), Cell("", span=5)]], widths=(1.6, 2, 2, 2, 2, 2))
    return doc


def _picture(doc: Document, address: str) -> None:
    doc.docx.add_picture(io.BytesIO(qr.png(address)), width=Mm(_CODE))
    paragraph = doc.docx.paragraphs[-1]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1.0
