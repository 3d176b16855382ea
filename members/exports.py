"""The register as .xlsx: the template, the people within reach, one-time codes, and refused rows."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.sheets import cell, table_workbook, workbook_bytes
from members.enums import MemberStatus
from members.models import Member, Organization, RosterRow
from members.roster.columns import BY_NAME, COLUMNS
from members.roster.reading import MOST_ROWS

_TEXT = "@"  # number format: what is typed stays as typed, long numbers too
_PREPARED = 2_000  # rows of the template with lists to choose from; more can be filled in below
_HEAD_GROUND = PatternFill("solid", fgColor="FFF1EDE6")


def template_workbook(branches: Iterable[Organization]) -> bytes:
    """An empty list with the right headings, text cells, and the branches to choose from."""
    book = Workbook()
    page = book.active
    page.title = "党员名册"
    for number, column in enumerate(COLUMNS, 1):
        head = page.cell(1, number, column.heading)
        head.font, head.fill = Font(bold=True), _HEAD_GROUND
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = _TEXT
        for row in range(2, 102):  # programs that ignore the column's format obey the cell's
            page.cell(row, number).number_format = _TEXT
    page.freeze_panes = "A2"
    names = [one.name for one in branches]
    _instructions(book.create_sheet("填写说明"))
    listed = book.create_sheet("支部名称")
    for row, name in enumerate(names, 1):
        listed.cell(row, 1, cell(name))
    listed.column_dimensions["A"].width = 60
    _choices(page, "status", '"正式党员,预备党员,入党积极分子"')
    _choices(page, "is_leading_cadre", '"是,否"')
    if names:
        _choices(page, "branch", f"支部名称!$A$1:$A${len(names)}", strict=False)
    return workbook_bytes(book)


def _choices(page: Worksheet, name: str, formula: str, *, strict: bool = True) -> None:
    letter = get_column_letter([column.name for column in COLUMNS].index(name) + 1)
    offered = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=strict)
    offered.error = "请从列表中选择。"
    offered.add(f"{letter}2:{letter}{_PREPARED}")
    page.add_data_validation(offered)


def _instructions(page: Worksheet) -> None:
    page.append(["列", "怎么填", "例"])
    for column in COLUMNS:
        page.append([column.heading, column.told, column.example])
    page.append([])
    for text in (
        f"一次最多{MOST_ROWS}人。列的次序可以变，多余的列不会导入；表头上面可以有标题。",
        "已经在名册上的人：填了的就更新，空着的保持不变；支部变了就办理转接。导入从不删除人。",
        "上传以后先看每一行的结果，确认了才写入。",
    ):
        page.append([text])
    for letter, width in (("A", 16), ("B", 70), ("C", 18)):
        page.column_dimensions[letter].width = width
    for row in page.iter_rows():
        for one in row:
            one.alignment = Alignment(vertical="top", wrap_text=one.column_letter != "A")
    for one in page[1]:
        one.font = Font(bold=True)


_EXPORTED = [column.heading for column in COLUMNS]
_WIDTHS = [column.width for column in COLUMNS]


def register_workbook(people: Iterable[Member], heading: str) -> bytes:
    """The people in the template's columns, so that the table can be mended and uploaded again.

    Identity numbers come masked. `people` come with branch, group and identity.
    """
    return table_workbook(heading, _EXPORTED, (_exported(one) for one in people), _WIDTHS, sheet="党员名册")


def _exported(member: Member) -> list[str]:
    identity = getattr(member, "identity", None)
    values = {
        "name": member.name,
        "branch": member.branch.name,
        "status": MemberStatus(member.status).label,
        "joined_on": member.joined_on.isoformat() if member.joined_on else "",
        "id_number": identity.masked if identity else "",
        "phone": member.phone,
        "group": member.group.short_name if member.group else "",
        "is_leading_cadre": "是" if member.is_leading_cadre else "否",
    }
    return [values[name] for name in BY_NAME]


def codes_workbook(rows: Iterable[RosterRow]) -> bytes:
    """Whom to give which one-time code. `rows` come with branch and the member's account."""
    listed = (
        [row.name, row.branch.short_name if row.branch else "", row.member.user.username, row.code]
        for row in rows
        if row.member and row.member.user
    )
    columns, widths = ("姓名", "所在支部", "账号", "一次性密码"), (14, 24, 20, 26)
    return table_workbook("账号和一次性密码（分发后请销毁）", columns, listed, widths, sheet="一次性密码")


def refused_workbook(rows: Iterable[RosterRow]) -> bytes:
    """The rows that were not taken, with why; the rest is in the file that was uploaded."""
    listed = ([str(row.line), row.name, "".join(row.told)] for row in rows)
    return table_workbook(
        "不能导入的行", ("行号", "姓名", "原因和办法"), listed, (8, 16, 90), sheet="不能导入"
    )
