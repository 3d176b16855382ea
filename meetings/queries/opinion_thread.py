"""The way of an opinion: fed back → answered → in a material → criticism → item → written off (R03, R10).

A station is done by what was said on record, never by shared words: what these suggest is called likely, and
somebody has to confirm it. Items keep their link; rectification tells of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from meetings import permissions as P
from meetings import rules
from meetings.models import Criticism, Material, MaterialAnswer, Opinion, RaisedOpinion
from meetings.queries import preparation
from meetings.queries.opinion_answers import answer_in_material, choice, latest_version, may_answer
from meetings.queries.opinion_guess import Guesser
from meetings.queries.opinion_raised import seated
from meetings.rulebook import Rulebook
from members.access import Seat

DONE, LIKELY, OPEN, NONE = "done", "likely", "open", "none"


@dataclass(frozen=True)
class Item:
    """A rectification item made of an opinion: its matter, state in words, and when it was written off."""

    opinion: int
    matter: str
    state: str
    url: str
    verified_on: dt.date | None = None
    who: str = ""


Items = Callable[[Iterable[int]], list[Item]]
_items: Items | None = None
_place: Callable[[Opinion], str] | None = None


def set_items(source: Items, place: Callable[[Opinion], str]) -> None:
    """Called by rectification when it is ready: the items made of these opinions, and where one is made."""
    global _items, _place
    _items, _place = source, place


def items_of(opinions: Iterable[int]) -> list[Item]:
    return _items(opinions) if _items else []


def item_place(opinion: Opinion) -> str:
    """The address where an item is made of an opinion."""
    return _place(opinion) if _place else ""


@dataclass(frozen=True)
class Station:
    """One stage of the way.

    `state`: done; likely (a guess that nobody confirmed); open (`who` has to act, at `url`); or none (not
    asked for, or not yet). `confirm` is what a form at `url` sends as `paragraph` to make a guess true.
    """

    title: str
    state: str
    text: str = ""
    on: dt.date | None = None
    url: str = ""
    label: str = ""
    who: str = ""
    quote: str = ""
    confirm: str = ""


@dataclass(frozen=True)
class _Way:
    """An opinion, who looks at it, and what both rest on; read once for all stations."""

    opinion: Opinion
    seat: Seat
    rulebook: Rulebook

    def may(self, wanted: object) -> bool:
        return self.seat.may(wanted, self.opinion.meeting)  # type: ignore[arg-type]

    def page(self, name: str, *more: int) -> str:
        return reverse(f"meetings:{name}", args=[self.opinion.meeting.pk, *more])

    @property
    def prepares(self) -> bool:
        return self.opinion.meeting.state in rules.PREPARATION


def thread(opinion: Opinion, seat: Seat) -> list[Station]:
    """All stations in order, as far as this person may see what they speak of.

    `opinion` is one of `preparation.all_opinions`. The committee and those above see each; the person
    concerned sees theirs once it was fed back. Whether a station is done is told to all of them, the words of
    a material or of a criticism only to those who may read it where it stands.
    """
    way = _Way(opinion, seat, Rulebook.of(opinion.meeting))
    found = [_sorted(way), _fed_back(way)]
    if opinion.sorted_on:
        found += [_answered(way), _material(way), _criticism(way)]
    return found + _rectified(way)


def _sorted(way: _Way) -> Station:
    one, title = way.opinion, "归类"
    if one.sorted_on:
        aspect = f"，{one.aspect.title}" if one.aspect else ""
        return Station(title, DONE, f"涉及{whom(one)}{aspect}", one.sorted_on)
    may = way.prepares and way.may(P.GATHER_OPINIONS)
    return Station(title, OPEN, who="支部委员", url=way.page("opinion_sort") if may else "", label="去归类")


def whom(one: Opinion) -> str:
    """Whom a sorted opinion concerns."""
    return one.about.name if one.about else "支部班子"


def _fed_back(way: _Way) -> Station:
    one, title = way.opinion, "原话反馈"
    if not one.fed_back_on:
        return Station(title, OPEN, who="书记")
    if one.about is None:
        return Station(title, DONE, on=one.fed_back_on)
    if one.received_on:
        return Station(title, DONE, f"{one.about.name}已签收", one.fed_back_on)
    is_own = way.seat.member is not None and one.about_id == way.seat.member.pk
    url = way.page("opinions_mine") if is_own else ""
    return Station(title, OPEN, "已反馈，还没有签收", one.fed_back_on, url, "去签收", one.about.name)


def _answered(way: _Way) -> Station:
    """R03 (6): the committee's answer, on the page or in its material."""
    one, title = way.opinion, "逐条回应"
    if one.answer:
        return Station(title, DONE, on=one.answered_on)
    if one.about:
        return Station(title, NONE, "对个人的意见，由本人在材料和会上回应")
    if one.is_answered:  # type: ignore[attr-defined]
        return Station(title, DONE, "在材料里回应")
    if not answers_asked(way.rulebook):
        return Station(title, NONE, "方案没有要求逐条回应")
    answers = way.prepares and way.may(P.ANSWER_OPINION)
    url = f"{way.page('opinion', one.pk)}#answer" if answers else ""
    return Station(title, OPEN, "在这里回应，或者指明材料里哪一段作了回应", None, url, "去回应", "书记")


def answers_asked(rulebook: Rulebook) -> bool:
    """Does the plan ask for an answer to each opinion that concerns the committee (R03)?"""
    return bool(rulebook.get("opinions.answer_each") or rulebook.get("gate.opinions_answered"))


def _material(way: _Way) -> Station:
    """R10: how the material of those concerned answers it."""
    one, title = way.opinion, "写进材料"
    materials = Material.objects.filter(meeting=one.meeting, owner=one.about_id)
    material = materials.select_related("owner", "meeting__organization").first()
    if material is None:
        return Station(title, NONE, "方案没有要求交这样的材料")
    readable = preparation.materials_visible_to(one.meeting, way.seat, way.rulebook)
    reads = readable.filter(pk=material.pk).exists()
    answer = answer_in_material(one)
    if answer and not answer.gone_in_id:
        return _said(way, material, answer, reads)
    return _unsaid(way, material, reads, answer)


def _said(way: _Way, material: Material, answer: MaterialAnswer, reads: bool) -> Station:
    """What the author said. The committee's passage is its answer and is read by all who read the opinion."""
    may_read = reads or material.owner_id is None
    url = way.page("material", material.pk) if reads else ""
    text = f"{material.whose}在材料里回应" if answer.quote else f"{material.whose}另有回应"
    quote = (answer.quote or answer.otherwise) if may_read else ""
    return Station("写进材料", DONE, text, answer.on, url, "看材料", quote=quote)


def _unsaid(way: _Way, material: Material, reads: bool, answer: MaterialAnswer | None) -> Station:
    """Nobody said where it is answered, or the passage has gone; a guess is offered to the author."""
    one, title = way.opinion, "写进材料"
    ties = may_answer(material, way.seat)
    url = way.page("material_opinion", material.pk, one.pk) if ties else ""
    url = url or (way.page("material", material.pk) if reads else "")
    label = "指明哪一段" if ties else "看材料"
    if one.about is None and one.answer:
        return Station(title, NONE, "已在意见页上回应", url=url, label=label)
    version = latest_version(material)
    if version is None:
        return Station(title, OPEN, "材料还没有提交", None, url, label, material.whose)
    gone = f"原来指明的一段，第{answer.gone_in.number}稿里改了或者删了" if answer and answer.gone_in else ""
    guess = Guesser(version.text).guess(one.text) if reads else None
    if guess:
        told = f"可能是这里，还没有确认{f'；{gone}' if gone else ''}"
        confirm = choice(version.number, guess.paragraph) if ties else ""
        return Station(title, LIKELY, told, None, url, label, material.whose, guess.words, confirm)
    return Station(title, OPEN, gone or "还没有指明材料里哪里作了回应", None, url, label, material.whose)


def _criticism(way: _Way) -> Station:
    """Criticisms and self-criticisms that took it up. Nobody has to raise an opinion at the meeting."""
    one, title = way.opinion, "会上批评和自我批评"
    reads = way.may(P.READ_RECORD)
    rows = RaisedOpinion.objects.filter(opinion=one).order_by("criticism__said_at", "criticism_id")
    ties = list(rows.select_related("criticism__speaker", "criticism__target", "criticism__sitting"))
    url = way.page("minutes") if reads else ""
    if ties:
        text = "；".join(f"{tie.criticism}" for tie in ties) if reads else "会上已经谈到"
        quote = "\n".join(tie.criticism.text for tie in ties) if reads else ""
        return Station(title, DONE, text, ties[0].said_on, url, "看会议记录", quote=quote)
    likely = _likely_criticism(one) if reads else None
    if likely:
        told = f"可能是{likely}，还没有对应"
        return Station(title, LIKELY, told, None, url, "看会议记录", "记录人", likely.text)
    return Station(title, NONE, "还没有开会，或者会上没有对应的批评")


def _likely_criticism(one: Opinion) -> Criticism | None:
    people = [one.about_id] if one.about_id else seated(one.meeting)
    rows = Criticism.objects.filter(sitting__meeting=one.meeting, target__in=people)
    rows = rows.select_related("speaker", "target")
    return next((row for row in rows if Guesser(row.text).closest(one.text)), None)


def _rectified(way: _Way) -> list[Station]:
    items = items_of([way.opinion.pk])
    if not items:
        return [_unlisted(way), Station("销号", NONE)]
    found = []
    for item in items:
        found.append(Station("列入整改", DONE, item.matter, url=item.url, label="看整改事项"))
        if item.verified_on:
            found.append(Station("销号", DONE, item.state, item.verified_on))
        else:
            found.append(Station("销号", OPEN, item.state, None, item.url, "看整改事项", item.who))
    return found


def _unlisted(way: _Way) -> Station:
    """An item is asked for of what concerns the committee; a member's own list is the member's matter."""
    one, title = way.opinion, "列入整改"
    if one.meeting.state not in rules.AFTERWARDS:
        return Station(title, NONE, "会后再列")
    if one.about:
        return Station(title, NONE, "对个人的意见，由本人决定列不列入")
    url = item_place(one) if way.may(P.GATHER_OPINIONS) else ""
    return Station(title, OPEN, "还没有由这条意见列出的整改事项", None, url, "列为整改事项", "支部委员")
