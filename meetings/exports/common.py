"""What all documents of a meeting share: how they are titled, dated and signed, and how sentences end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.sheets import table_workbook
from gongwen import Document, chinese_date
from gongwen.text import one_line
from meetings.documents import Produced
from meetings.enums import DocumentKind, MeetingState
from meetings.models import Meeting

UNDECIDED = "（待定）"
NONE = "无"
XLSX = "xlsx"
_SHEET_CHARS = 130  # characters that a landscape A4 sheet takes at a readable size
_LONGEST_HEADING = 24  # characters that stay on one line behind （十一）
_WEAK = "，、；：。,;:. "
_STRONG = ("。", "！", "？", "!", "?", "……")


def document(
    kind: DocumentKind,
    meeting: Meeting,
    build: Callable[[], Document],
    *,
    title: str = "",
    dated: dt.date | None = None,
    confidential: bool = False,
    slug: str = "",
    blank: bool = False,
) -> Produced:
    """A document of the meeting's organisation, built only when its bytes are asked for."""
    return Produced(
        kind=kind,
        title=title or f"{meeting.title}{kind.label}",
        author=meeting.organization.name,
        dated=dated,
        render=lambda: build().to_bytes(),
        confidential=confidential,
        slug=slug,
        blank=blank,
    )


@dataclass(frozen=True)
class Listing:
    """A list that goes onto paper and into a workbook: head, proportions of the columns, rows of text."""

    header: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[str]]

    def onto(self, doc: Document, *, landscape: bool = False) -> None:
        doc.table(header=self.header, widths=self.widths, rows=self.rows, landscape=landscape)

    def workbook(self, title: str) -> bytes:
        """The same rows as .xlsx under a heading line."""
        share = _SHEET_CHARS / sum(self.widths)
        widths = [max(6, round(width * share)) for width in self.widths]
        return table_workbook(title, self.header, self.rows, widths, sheet="清单")


def workbook(of: Produced, listing: Callable[[], Listing]) -> Produced:
    """The .xlsx that goes with a list on paper: a second document, told apart by title and slug."""
    return Produced(
        kind=of.kind,
        title=f"{of.title}（电子表格）",
        author=of.author,
        dated=of.dated,
        render=lambda: listing().workbook(of.title),
        suffix=f".{XLSX}",
        confidential=of.confidential,
        slug=f"{of.slug}-{XLSX}" if of.slug else XLSX,
        blank=of.blank,
    )


# --- days and times


def day(date: dt.date | None) -> str:
    """A date in official style, or that it is open."""
    return chinese_date(date) if date else UNDECIDED


def span(first: dt.date, last: dt.date) -> str:
    """From day to day in official style: 2026年2月10日至15日, what they share said once."""
    if first == last:
        return chinese_date(first)
    end = chinese_date(last)
    if first.year == last.year:
        end = end.partition("年")[2]
        end = end.partition("月")[2] if first.month == last.month else end
    return f"{chinese_date(first)}至{end}"


def clock_time(time: dt.time) -> str:
    """A time of day in official style: 上午9时, 下午2时30分, 中午12时."""
    part = "上午" if time.hour < 12 else "中午" if time.hour == 12 else "下午" if time.hour < 19 else "晚上"
    hour = time.hour if time.hour <= 12 else time.hour - 12
    return f"{part}{hour}时{f'{time.minute}分' if time.minute else ''}"


def when(meeting: Meeting) -> str:
    """The meeting's day and time."""
    return day(meeting.held_on) + (clock_time(meeting.held_at) if meeting.held_at else "")


def moment(at: dt.datetime) -> str:
    """The day and time of a moment, where the product runs."""
    from django.utils import timezone

    local = timezone.localtime(at)
    return chinese_date(local.date()) + clock_time(local.time())


def local_day(at: dt.datetime | None) -> dt.date | None:
    """The calendar day of a moment where the product runs."""
    from django.utils import timezone

    return timezone.localtime(at).date() if at else None


def first_move(meeting: Meeting, *targets: str) -> dt.date | None:
    """The day on which the meeting first came into one of the states."""
    move = meeting.moves.filter(target__in=targets).first()
    return local_day(move.at) if move else None


def planned_on(meeting: Meeting) -> dt.date | None:
    """The day of the plan as it stands: last handed in, else begun, else drafted."""
    last = meeting.moves.filter(target=MeetingState.SUBMITTED).last()
    if last:
        return local_day(last.at)
    return first_move(meeting, MeetingState.PREPARING) or local_day(meeting.created_at)


def done_on(meeting: Meeting, kind: str) -> dt.date | None:
    """The day on which a step of this kind was done."""
    return meeting.steps.filter(kind=kind, done_on__isnull=False).values_list("done_on", flat=True).first()


def sign(doc: Document, meeting: Meeting, on: dt.date | None) -> None:
    """The organisation's name and the day, or the creation's where nothing was decided yet."""
    doc.signature(one_line(meeting.organization.name), on or local_day(meeting.created_at))


# --- words


def called(meeting: Meeting) -> str:
    """The meeting's name without the organisation's before it: sentences name the organisation themselves."""
    title = one_line(meeting.title)
    for name in (meeting.organization.name, meeting.organization.short_name):
        rest = title.removeprefix(one_line(name)).strip()
        if name and rest and rest != title:
            return rest
    return title


def issued(meeting: Meeting, matter: str, kind: str) -> str:
    """The title of a document that goes out: who issues it, what about, what it is."""
    return f"{one_line(meeting.organization.name)}关于{matter}的{kind}"


def bare(text: str) -> str:
    """Text on one line without the mark at its end, to be put into a sentence."""
    return one_line(text).rstrip(_WEAK)


def sentence(text: str) -> str:
    """Text on one line that ends as a sentence does, exactly once; nothing stays nothing."""
    return ended(one_line(text))


def ended(text: str) -> str:
    """Text as it is, paragraphs kept, with a full stop at its end unless it ends as a sentence does."""
    kept = text.rstrip()
    closing = kept.rstrip("”’）》")
    if kept.endswith(_STRONG) or (closing != kept and closing.endswith(_STRONG)):
        return kept
    kept = kept.rstrip(_WEAK)
    return f"{kept}。" if kept else ""


def brief(text: str) -> str:
    """A matter as a heading: whole where it is short, else its beginning to a comma and a sign for more."""
    whole = bare(text)
    if len(whole) <= _LONGEST_HEADING:
        return whole
    cut = whole[: _LONGEST_HEADING - 2]
    end = max(cut.rfind(mark) for mark in "，；。：")
    return f"{cut[:end] if end >= _LONGEST_HEADING // 3 else cut}……"


def numbered(doc: Document, texts: Sequence[str], *, empty: str = "") -> None:
    """Points in the document's third level (1. 2. 3.); a single one has no number, none says `empty`."""
    if len(texts) < 2:
        doc.paragraph("".join(texts) or empty)
        return
    for text in texts:
        doc.heading(3, "", text)
