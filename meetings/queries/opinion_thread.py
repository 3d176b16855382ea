"""The way of an opinion: fed back → answered → taken up in a material → criticism → item → written off (R03).

Materials and criticisms hold no reference to an opinion; whether one takes it up is judged by shared words,
as the check of materials does, and called likely. Items keep their link; rectification tells of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from meetings import permissions as P
from meetings import rules
from meetings.checkup.sentences import sentences
from meetings.checkup.thresholds import Thresholds
from meetings.checkup.wording import Passages
from meetings.models import Criticism, Material, MaterialVersion, Meeting, Opinion
from meetings.queries import preparation
from meetings.rulebook import Rulebook
from members.access import Seat

_ENOUGH = Thresholds().opinion_share


@dataclass(frozen=True)
class Item:
    """A rectification item made of an opinion: its matter, state in words, and when it was written off."""

    opinion: int
    matter: str
    state: str
    url: str
    verified_on: dt.date | None = None


Items = Callable[[Iterable[int]], list[Item]]
_items: Items | None = None


def set_items(source: Items) -> None:
    """Called by rectification when it is ready: the items made of these opinions."""
    global _items  # noqa: PLW0603  (set once, while the apps start)
    _items = source


def items_of(opinions: Iterable[int]) -> list[Item]:
    return _items(opinions) if _items else []


@dataclass(frozen=True)
class Station:
    """One stage of the way. `state`: done, open (somebody has to act), or none (not asked for or not yet)."""

    title: str
    state: str
    text: str = ""
    on: dt.date | None = None
    url: str = ""
    label: str = ""


def thread(opinion: Opinion, seat: Seat) -> list[Station]:
    """All stations in order, as far as this person may see what they speak of."""
    found = [_sorted(opinion), _fed_back(opinion), _answered(opinion)]
    if opinion.sorted_on:
        found += [_material(opinion, seat), _criticism(opinion, seat)]
    return found + _rectified(opinion)


def _sorted(one: Opinion) -> Station:
    whose = one.about.name if one.about else "支部班子"
    words = f"涉及{whose}{f'，{one.aspect.title}' if one.aspect else ''}"
    return Station("归类", "done" if one.sorted_on else "open", words if one.sorted_on else "", one.sorted_on)


def _fed_back(one: Opinion) -> Station:
    if not one.fed_back_on:
        return Station("原话反馈", "open")
    if one.about is None:
        return Station("原话反馈", "done", on=one.fed_back_on)
    if one.received_on:
        return Station("原话反馈", "done", f"{one.about.name}已签收", one.fed_back_on)
    return Station("原话反馈", "open", f"已反馈，{one.about.name}还没有签收", one.fed_back_on)


def _answered(one: Opinion) -> Station:
    if one.answer:
        return Station("逐条回应", "done", on=one.answered_on)
    return Station(
        "逐条回应",
        "none" if one.about else "open",
        "对个人的意见，由本人在材料和会上回应" if one.about else "",
    )


def _material(one: Opinion, seat: Seat) -> Station:
    title, meeting = "写进材料", one.meeting
    found = preparation.materials_visible_to(meeting, seat, Rulebook.of(meeting))
    material = found.filter(owner=one.about_id).first()
    if material is None:
        return Station(title, "none", "没有这样的材料，或您不能看")
    url = reverse("meetings:material", args=[meeting.pk, material.pk])
    version = MaterialVersion.objects.filter(material=material).order_by("-number").first()
    passage = _passage(version.text, one.text) if version else ""
    if passage:
        return Station(title, "done", f"可能是这里：{passage}", url=url, label="看材料")
    return Station(
        title,
        "open",
        "材料里没有找到回应这条意见的地方" if version else "材料还没有提交",
        url=url,
        label="看材料",
    )


def _passage(text: str, statement: str) -> str:
    """The sentences of a text that take up a statement; empty where none does."""
    share, span = Passages(text, sentences(text)).closest(statement)
    return text[slice(*span)] if span and share >= _ENOUGH else ""


def _criticism(one: Opinion, seat: Seat) -> Station:
    title, meeting = "会上批评和自我批评", one.meeting
    if not seat.may(P.READ_RECORD, meeting):
        return Station(title, "none", "会议记录只有参加会议的人能看")
    rows = Criticism.objects.filter(sitting__meeting=meeting).select_related("speaker", "target")
    if one.about_id:
        rows = rows.filter(target=one.about_id)
    for row in rows:
        if _passage(row.text, one.text):
            url = reverse("meetings:minutes", args=[meeting.pk])
            return Station(title, "done", f"可能是{row}：{row.text}", url=url, label="看会议记录")
    return Station(title, "none", "还没有开会，或会上没有谈到")


def _rectified(one: Opinion) -> list[Station]:
    items = items_of([one.pk])
    if not items:
        state = "open" if one.meeting.state in rules.AFTERWARDS and one.about is None else "none"
        return [Station("列入整改", state, "还没有由这条意见列出的整改事项"), Station("销号", "none")]
    found = []
    for item in items:
        found.append(Station("列入整改", "done", item.matter, url=item.url, label="看整改事项"))
        state = "done" if item.verified_on else "open"
        found.append(Station("销号", state, item.state, item.verified_on))
    return found


def without_item(meeting: Meeting) -> set[int]:
    """Opinions that no item was made of, while the meeting is being put right."""
    standing = set(preparation.opinions(meeting).order_by().values_list("pk", flat=True))
    return standing - {item.opinion for item in items_of(standing)}


def not_taken_up(meeting: Meeting) -> set[int]:
    """Opinions that the material of those they concern does not seem to take up; only where there is one."""
    texts = _latest_texts(meeting)
    passages = {owner: Passages(text, sentences(text)) for owner, text in texts.items()}
    rows = preparation.opinions(meeting).filter(sorted_on__isnull=False).values_list("pk", "about_id", "text")
    return {
        pk for pk, about, text in rows if about in passages and passages[about].closest(text)[0] < _ENOUGH
    }


def _latest_texts(meeting: Meeting) -> dict[int | None, str]:
    """Owner (None: the committee) → the text of the last version handed in."""
    rows = MaterialVersion.objects.filter(material__in=Material.objects.filter(meeting=meeting))
    return dict(rows.order_by("number").values_list("material__owner_id", "text"))
