"""What the minutes have to say of themselves, field by field as the rules list them (R17)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from meetings.enums import Capacity, PresenceState
from meetings.models import Attendance, MinutesEntry, Sitting
from meetings.queries.sitting import attendance_of
from meetings.rulebook import Rulebook


@dataclass(frozen=True)
class Facts:
    """What the record holds about a sitting, read once for all fields."""

    sitting: Sitting
    places: list[Attendance]
    entries: list[MinutesEntry]

    def of(self, *states: str) -> list[Attendance]:
        return [place for place in self.places if place.state in states]


# A reader says what is lacking, "" when nothing is.
Reader = Callable[[Facts], str]


def _given(value: Callable[[Facts], object], words: str) -> Reader:
    return lambda facts: "" if value(facts) else words


def _present(facts: Facts) -> str:
    here = [p for p in facts.of(PresenceState.PRESENT) if p.capacity == Capacity.PARTICIPANT]
    return "" if here else "还没有登记谁到会"


def _absent(facts: Facts) -> str:
    """Nobody's being there may be left open: whoever is only expected was neither present nor absent."""
    names = [p.name for p in facts.of(PresenceState.EXPECTED) if p.capacity == Capacity.PARTICIPANT]
    return f"{'、'.join(names)}到没到会还没有登记" if names else ""


_TITLE = _given(lambda f: f.sitting.meeting.title, "会议还没有名称")
_TIME = _given(lambda f: f.sitting.opened_at, "没有开会时间")
_PLACE = _given(lambda f: f.sitting.meeting.place, "还没有填写会议地点")
_HOST = _given(lambda f: f.sitting.meeting.host_id, "还没有指定主持人")
_RECORDER = _given(lambda f: f.sitting.meeting.recorder_id, "还没有指定记录人")
_THEME = _given(lambda f: f.sitting.meeting.theme, "还没有填写会议主题")
_ENTRIES = _given(lambda f: f.entries, "还没有记录会议内容")

# Field, in the words that notices use → what reads it out of the record.
_READERS: dict[str, Reader] = {
    "会议名称": _TITLE, "名称": _TITLE,
    "时间": _TIME, "会议时间": _TIME, "开会时间": _TIME,
    "地点": _PLACE, "会议地点": _PLACE,
    "出席人员": _present, "出席": _present, "到会人员": _present, "参加人员": _present,
    "缺席人员": _absent, "缺席": _absent, "请假人员": _absent, "缺席人员及原因": _absent,
    "主持人": _HOST, "记录人": _RECORDER, "会议主题": _THEME, "主题": _THEME,
    "会议内容": _ENTRIES, "会议议程": _ENTRIES, "发言内容": _ENTRIES,
}  # fmt: skip


def _written(field: str, facts: Facts) -> str:
    """A field that only this notice names stands in the minutes in its own words, as an entry or an item."""
    said = (f"{entry.item.title if entry.item else ''}\n{entry.text}" for entry in facts.entries)
    return "" if any(field in text for text in said) else f"记录里没有写“{field}”"


def lacking_fields(sitting: Sitting, rulebook: Rulebook, entries: Iterable[MinutesEntry]) -> list[str]:
    """What is lacking of the fields of `minutes.fields`, in their order: a clause of a sentence each."""
    facts = Facts(sitting, list(attendance_of(sitting)), list(entries))
    found = []
    for field in rulebook.get("minutes.fields"):
        reader = _READERS.get(field)
        found.append(reader(facts) if reader else _written(field, facts))
    return list(dict.fromkeys(filter(None, found)))
