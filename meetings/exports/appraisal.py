"""民主评议党员: what the plan says of it, and its four forms, filled in by hand.

Names, aspects, points and grades are in the forms already; scores, opinions and grades are left to those who
give them. The forms are the plan's attachments, and each can be printed for the branch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from gongwen import Cell, Document, chinese_number
from meetings.documents import Produced, produces
from meetings.enums import DocumentKind as K
from meetings.exports.common import Listing, bare, day, document, local_day, numbered, planned_on, workbook
from meetings.models import Aspect, Material, Meeting
from meetings.plan_of_meeting import appraised
from meetings.queries.template import content_behind
from meetings.rulebook import Rulebook
from members.enums import MemberStatus, PostKind
from members.models import Member, Post, holding
from members.queries import committee_of, counted_members

SHEETS = ("民主评议党员登记表", "民主评议党员评分表", "基层党组织民主评议表", "民主评议党员汇总表")
_SIGNED = "签名：　　　　　　年　　月　　日"
_SEALED = "（盖章）　　　　年　　月　　日"
_SPECIMEN_ROWS = 6  # empty rows in an attached list, which stays one sheet
_USUAL = ("思想方面", "组织方面", "作风方面", "纪律方面")  # of a committee, where the plan names none


@dataclass
class Terms:
    """What a meeting's plan says of the appraisal; each part is read once."""

    meeting: Meeting

    @cached_property
    def rules(self) -> Rulebook:
        return Rulebook.of(self.meeting)

    @cached_property
    def aspects(self) -> list[tuple[str, str]]:
        """What members are scored on: the aspect, and what to look at."""
        lines = appraised(self.meeting, content_behind(self.meeting))
        return [(bare(line["title"]), "；".join(map(bare, line.get("manifestations", ())))) for line in lines]

    @property
    def points(self) -> str:
        """The most that one aspect may get, as a column's head says it."""
        most = self.rules.get("appraisal.aspect_points")
        return f"（满分{most}分）" if most else "（满分　　分）"

    @cached_property
    def grades(self) -> list[str]:
        return list(self.rules.get("appraisal.grades"))

    @property
    def boxes(self) -> str:
        """The grades to tick."""
        return "　".join(f"□{grade}" for grade in self.grades)

    @cached_property
    def members(self) -> list[Member]:
        return list(counted_members(self.meeting.organization).select_related("group"))

    def is_graded(self, member: Member) -> bool:
        """R21: probationary members take part and get no grade unless the plan says otherwise."""
        return member.status == MemberStatus.FULL or bool(self.rules.get("appraisal.probationary_graded"))

    @cached_property
    def posts(self) -> dict[int, str]:
        """Member → posts held today."""
        found: dict[int, dict[str, None]] = {}  # one post in two bodies is said once
        held = Post.objects.filter(holding(self.meeting.today), member__in=self.members).order_by("pk")
        for member, kind in held.values_list("member_id", "kind"):
            found.setdefault(member, {})[PostKind(kind).label] = None
        return {member: "、".join(labels) for member, labels in found.items()}

    @cached_property
    def handed_in(self) -> dict[int, dt.date | None]:
        """Member → the day on which the member's own material was last handed in."""
        owned = Material.objects.filter(meeting=self.meeting, owner__isnull=False, versions__isnull=False)
        rows = owned.order_by("versions__number").values_list("owner_id", "versions__submitted_at")
        return {owner: local_day(at) for owner, at in rows}


def content(doc: Document, meeting: Meeting) -> None:
    """The plan's part on the appraisal: what is looked at, how it is scored, the grades and who decides."""
    terms = Terms(meeting)
    doc.heading(1, "民主评议")
    doc.heading(2, f"评议内容，共{len(terms.aspects)}个方面，每个方面{terms.points.strip('（）')}")
    numbered(doc, [f"{title}{f'，重点看：{shown}' if shown else ''}。" for title, shown in terms.aspects])
    doc.heading(2, "评定等次")
    doc.paragraph("".join(_grading(terms)))


def _grading(terms: Terms) -> Iterator[str]:
    """The rules on grades, a sentence each."""
    yield f"评议分为{'、'.join(terms.grades)}{len(terms.grades)}个等次，评分不记名。"
    top, share = terms.rules.get("appraisal.excellent_grade"), terms.rules.get("appraisal.excellent_cap")
    if share:
        part = f"{chinese_number(share.denominator)}分之{chinese_number(share.numerator)}"
        yield f"{top}等次不超过规定人数的{part}。"
    if not terms.rules.get("appraisal.probationary_graded"):
        yield "预备党员参加评议，不评定等次。"
    if above := terms.rules.get("appraisal.needs_superior_for"):
        yield f"{'、'.join(above)}等次报上级党组织审批。"


def attach(doc: Document, meeting: Meeting) -> None:
    """The four forms as the plan's attachments, without names."""
    terms = Terms(meeting)
    for title, landscape, draw in (
        (SHEETS[0], False, partial(_registration, doc, terms, None)),
        (SHEETS[1], True, lambda: _scores(terms, ()).onto(doc, landscape=True)),
        (SHEETS[2], False, partial(_branch, doc, terms, ())),
        (SHEETS[3], True, partial(_summary, doc, terms, ())),
    ):
        doc.attachment(title, landscape=landscape)
        draw()


def _blank(kind: K, meeting: Meeting, title: str, draw: Callable[[Terms], Document]) -> Iterator[Produced]:
    """The form of a kind with the branch's people in it, where the plan asks for an appraisal."""
    if meeting.includes_appraisal:
        yield document(
            kind, meeting, lambda: draw(Terms(meeting)), title=f"{meeting.title}{title}（空白）",
            dated=planned_on(meeting), slug="blank", blank=True,
        )  # fmt: skip


@produces(K.APPRAISAL_FORMS, blank=True)
def registration_forms(meeting: Meeting) -> Iterator[Produced]:
    """民主评议党员登记表, a page for each member."""
    yield from _blank(K.APPRAISAL_FORMS, meeting, SHEETS[0], _registrations)


def _registrations(terms: Terms) -> Document:
    doc = Document(title=SHEETS[0])
    for number, member in enumerate(terms.members):
        if number:
            doc.new_page(SHEETS[0])
        _registration(doc, terms, member)
    if not terms.members:
        doc.paragraph("本组织没有登记党员。")
    return doc


def _registration(doc: Document, terms: Terms, member: Member | None) -> None:
    """One person's form: who it is, what the person, the others and the organisation say."""
    label = partial(Cell, label=True)
    name, status = (member.name, member.get_status_display()) if member else ("", "")
    organization = terms.meeting.organization.name if member else ""
    opinion = partial(Cell, span=5, height=20, align="left", foot=_SIGNED)
    rows = [
        [label("姓名"), Cell(name), label("性别"), Cell(), label("出生年月"), Cell()],
        [
            label("类别"), Cell(status), label("入党日期"),
            Cell(day(member.joined_on) if member and member.joined_on else ""), label("职务"),
            Cell(terms.posts.get(member.pk, "") if member else ""),
        ],
        [label("党组织"), Cell(_place(organization, member), span=5, align="left")],
        [label("自我评价"), Cell(_own_words(terms, member), span=5, height=30, align="left", foot=_SIGNED)],
        *([[label("承诺践诺情况"), Cell(span=5, height=14)]] if _answers_for_promises(member) else []),
        [label("党小组评议意见"), opinion()],
    ]  # fmt: skip
    if terms.rules.get("appraisal.guests_tally"):
        rows.append([label("群众评议意见"), opinion()])
    grade = terms.boxes if member is None or terms.is_graded(member) else "预备党员不评定等次"
    rows.append(
        [label("党支部评议意见"), Cell(f"评定等次：{grade}", span=5, height=24, align="left", foot=_SEALED)]
    )
    if above := terms.rules.get("appraisal.needs_superior_for"):
        words = f"（{'、'.join(above)}等次报批）"
        rows.append([label("上级党组织审批意见"), Cell(words, span=5, height=20, align="left", foot=_SEALED)])
    if terms.rules.get("appraisal.acknowledged"):
        rows.append([label("本人确认"), Cell(span=5, height=12, foot=_SIGNED)])
    doc.form(rows, widths=[1.5, 1.7, 1.4, 2.2, 1.4, 1.9])


def _place(organization: str, member: Member | None) -> str:
    group = member.group.name if member and member.group else ""
    return f"{organization}　{group}".strip()


def _own_words(terms: Terms, member: Member | None) -> str:
    """What was handed in is not copied into the form: it goes along with it."""
    handed_in = terms.handed_in.get(member.pk) if member else None
    return f"见本人{day(handed_in)}提交的材料。" if handed_in else ""


def _answers_for_promises(member: Member | None) -> bool:
    """R23: leading cadres tell how they kept their commitments; the specimen has the row for them."""
    return member is None or member.is_leading_cadre


@produces(K.APPRAISAL_SCORES, blank=True)
def score_sheet(meeting: Meeting) -> Iterator[Produced]:
    """民主评议党员评分表: one sheet a voter, without the voter's name (R20)."""
    yield from _blank(K.APPRAISAL_SCORES, meeting, SHEETS[1], _score_sheet)


def _score_sheet(terms: Terms) -> Document:
    doc = Document(title=SHEETS[1], landscape=True)
    doc.paragraph("本表不记名。请逐人逐项打分，不给本人打分。")
    _scores(terms, terms.members).onto(doc, landscape=True)
    return doc


def _scores(terms: Terms, members: Sequence[Member]) -> Listing:
    columns = [f"{title}{terms.points}" for title, _ in terms.aspects]
    empty = [""] * (len(columns) + 1)
    rows = [[str(n), _named(member), *empty] for n, member in enumerate(members, 1)]
    return Listing(
        header=("序号", "被评议党员", *columns, "合计"),
        widths=(1.4, 3, *([16 / max(1, len(columns))] * len(columns)), 2),
        rows=rows or [[str(n), "", *empty] for n in range(1, _SPECIMEN_ROWS + 1)],
    )


def _named(member: Member) -> str:
    return (
        member.name
        if member.status == MemberStatus.FULL
        else f"{member.name}（{member.get_status_display()}）"
    )


@produces(K.APPRAISAL_BRANCH, blank=True)
def branch_sheet(meeting: Meeting) -> Iterator[Produced]:
    """基层党组织民主评议表: the committee and its members (R23)."""
    yield from _blank(K.APPRAISAL_BRANCH, meeting, SHEETS[2], _branch_sheet)


def _branch_sheet(terms: Terms) -> Document:
    doc = Document(title=SHEETS[2])
    _branch(doc, terms, committee_of(terms.meeting.organization, terms.meeting.today))
    return doc


def _branch(doc: Document, terms: Terms, committee: Sequence[Member]) -> None:
    doc.paragraph(f"党组织名称：{terms.meeting.organization.name if committee else ''}")
    doc.paragraph("本表不记名。请在相应的栏内打“√”，每行只选一项。")
    own = terms.meeting.aspects.filter(scope=Aspect.Scope.BRANCH)
    matters = [bare(aspect.title) for aspect in own] or list(_USUAL)
    _ticks(doc, terms, "对班子的评议", "评议方面", [*matters, "总体评价"])
    names = [
        f"{member.name}（{terms.posts[member.pk]}）" if member.pk in terms.posts else member.name
        for member in committee
    ]
    _ticks(doc, terms, "对班子成员的评议", "姓名（职务）", names or [""] * 5)
    doc.heading(1, "意见和建议")
    doc.form([[Cell(height=25)]])


def _ticks(doc: Document, terms: Terms, heading: str, column: str, rows: Sequence[str]) -> None:
    doc.heading(1, heading)
    grades = terms.grades
    doc.table(
        header=["序号", column, *grades],
        widths=[1.3, 6, *([1.8] * len(grades))],
        rows=[[str(n), row, *([""] * len(grades))] for n, row in enumerate(rows, 1)],
    )


@produces(K.APPRAISAL_SUMMARY, blank=True)
def summary(meeting: Meeting) -> Iterator[Produced]:
    """民主评议党员汇总表 with the list of members (明细表), also as a workbook."""
    found = list(_blank(K.APPRAISAL_SUMMARY, meeting, SHEETS[3], _summary_sheet))
    yield from found
    for paper in found:
        yield workbook(paper, lambda: _detail(Terms(meeting), Terms(meeting).members))


def _summary_sheet(terms: Terms) -> Document:
    doc = Document(title=SHEETS[3], landscape=True)
    _summary(doc, terms, terms.members)
    return doc


def _summary(doc: Document, terms: Terms, members: Sequence[Member]) -> None:
    doc.heading(1, "汇总")
    counts = _counts(terms, members) if members else ["", "", ""]
    doc.table(
        header=["党员总数", "其中正式党员", "其中预备党员", "参加评议人数", *terms.grades, "不评定等次"],
        rows=[[*counts, "", *([""] * len(terms.grades)), ""]],
        widths=[2] * (5 + len(terms.grades)),
        landscape=True,
    )
    doc.heading(1, "明细")
    _detail(terms, members).onto(doc, landscape=True)
    doc.paragraph(f"计票人{_SIGNED}")
    doc.paragraph(f"填表人{_SIGNED}")


def _counts(terms: Terms, members: Sequence[Member]) -> list[str]:
    full = sum(member.status == MemberStatus.FULL for member in members)
    return [str(len(members)), str(full), str(len(members) - full)]


def _detail(terms: Terms, members: Sequence[Member]) -> Listing:
    empty = [""] * 5
    rows = [
        [str(n), m.name, m.get_status_display(), *empty, "" if terms.is_graded(m) else "不评定等次"]
        for n, m in enumerate(members, 1)
    ]
    return Listing(
        header=("序号", "姓名", "类别", "评议得分", "群众评议", "支部意见", "评定等次", "上级审批", "备注"),
        widths=(1.4, 3, 2.6, 2.4, 2.4, 4, 2.6, 2.8, 3),
        rows=rows or [[str(n), "", "", *empty, ""] for n in range(1, _SPECIMEN_ROWS + 1)],
    )
