"""dimensions: the aspects that problems are searched in (or members are appraised by)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.reading.doc import Doc
from meetings.reading.fields import lists
from meetings.reading.model import Certainty, Found
from meetings.reading.numerals import parse
from meetings.reading.phrases import cut, enumerated, trimmed
from meetings.reading.source import Span
from meetings.reading.unit import Unit
from meetings.reading.words import any_of

_SEARCH = any_of(
    "自我批评 撰写 发言 怎么样 查摆 检视 查找 对照 盘点 剖析 评议 自查 检查 反思 查问题 准备发言 找"
)
_COUNT = r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2}|[xX*]{1,2}|几)"
_NOUN = any_of("方面 问题 带头 重点问题 突出问题 重点方面 维度 对照 检视 差距 重点 聚焦 看 查")
_ASPECTS = rf"(?:{_COUNT}[ ]?(?:个|大|项)?|(?<=以下|如下|下列)){_NOUN}"
_YES_OR_NO = re.compile(
    r"(?:围绕|从|对照|重点)看?"
    r"(?P<list>(?:[^。;:,、]{2,14}?(?:(?P<word>[\u4e00-\u9fff])不(?P=word)|有没有|到不到位)[、,]?){3,10})"
)
_QUOTED_LIST = re.compile(
    r"(?:围绕|从|对照)[“\"](?P<list>[^”\"]{8,120})[”\"][^。;,]{0,8}(?:查摆|检视|查找|找差距|找问题)"
)
_PROBLEMS = re.compile(
    r"(?:查摆|检视|查找|解决)(?P<list>[^。;:,、]{3,20}(?:、[^。;:,、]{3,20}){2,8}?)等(?:方面)?(?:的)?(?:突出)?问题"
)
_ALIKE = re.compile(
    r"(?:对照|围绕|从)(?:党的|党员)?(?P<list>[\u4e00-\u9fff]{2,4}(?P<noun>纪律|意识|能力|作风|观念|本领)"
    r"(?:、[\u4e00-\u9fff]{2,4}(?P=noun)){2,7})"
)
_ANNOUNCED = re.compile(rf"(?:以下|如下|下列|下面|这|紧扣|围绕|对照|聚焦|从)?[“\"]?{_ASPECTS}[”\"]?")
_LISTED = re.compile(
    any_of("在 从 围绕 对照 紧扣 结合 聚焦 针对 按照 查摆 检视 查找 找准")
    + rf"(?P<list>[^。;:\n]{{4,160}}?)等?(?:{_COUNT}[ ]?(?:个|大)?)?方面"
)
_EACH_IN = re.compile(r"在(?P<aspect>[^,。;:在]{2,20})方面[,:]")
_WHETHER = re.compile(
    r"是否(?:存在|有)(?P<aspect>[^。;:,]{2,30}?(?:,[^。;:,]{2,16}?)?)(?:的)?(?:问题|现象|情况)"
)
_TRIGGER = re.compile(r"^.*(?:围绕|对照|从|紧扣|聚焦|结合|查找|查摆|检视|找准|(?:自己|自身|本人)在)")
# The branch's own aspects; a reader asks for the members' first.
_TOLD = "(?=要|应|重点|主要|着重|突出|查摆|检视|查找|对照|围绕|从|紧扣|聚焦)"
_BRANCH = re.compile(f"(?:支部|班子|支委会|委员会|总支|党组织){_TOLD}")
_MEMBERS = re.compile(f"(?:党员(?:干部|个人)?|个人){_TOLD}|(?:每名|全体|每个)党员")
_BRACKET = re.compile(r"(?:的问题|问题)?[(]([^()]{6,160})[)]")
_CAUSES = re.compile("根源|原因|深挖|症结")
_LONGEST = 60
_LOOK_BACK = 180  # characters; a list before its 方面 is no longer
_NO_ASPECTS = re.compile("以下|如下|摆进去|通报|报告|大会|座谈|会前|会后|通知|征求|意见建议")


@dataclass(frozen=True, slots=True)
class _List:
    """Candidate aspects. Rank: 3 announced and enumerated, 2 listed with their number, 1 listed with 等."""

    rank: int
    items: list[Span]
    of_members: bool


def read_dimensions(doc: Doc) -> list[Found]:
    best = max(_candidates(doc), key=lambda found: (found.rank, found.of_members), default=None)
    if best is None:
        return []
    certainty = Certainty.SURE if best.rank > 1 else Certainty.UNSURE
    found = [doc.found(span, certainty) for item in best.items for span in _aspect(doc, item)]
    return [item for item in found if item]


def _candidates(doc: Doc) -> Iterator[_List]:
    for unit in doc.outline.units:
        yield from _headed(doc, unit)
        yield from _announced(doc, unit)
        yield from _repeated(doc, unit)
        yield from _inline(doc, unit)


def _headed(doc: Doc, unit: Unit) -> Iterator[_List]:
    for entry in doc.said("dimensions"):
        if entry.unit is unit and unit.kind != "row":
            items = lists.under(doc, unit)
            if len(items) > 1:
                yield _List(3, items, True)
        elif entry.unit is unit:
            items = enumerated(doc.norm, entry.span) or list(cut(doc.norm, entry.span, "、;\v"))
            if len(items) > 1:
                yield _List(3, items, True)


def _announced(doc: Doc, unit: Unit) -> Iterator[_List]:
    """重点从以下四个方面查摆：… with the aspects after it in the sentence, under it, or in the next lines."""
    for sentence in cut(doc.norm, unit.text, "。\n"):
        for match in _ANNOUNCED.finditer(doc.norm, sentence.start, sentence.end):
            items = _items_after(doc, unit, sentence, match)
            if len(items) > 1 and _fits(match["count"] or "", items):
                yield _List(
                    3,
                    _cut_to(match["count"] or "", items),
                    _is_of_members(doc, sentence, match),
                )


def _is_of_members(doc: Doc, sentence: Span, match: re.Match[str]) -> bool:
    """Whose aspects: the branch or the members, whoever is named last before them."""
    before = doc.norm[sentence.start : match.start() + 2]
    last = [max((one.end() for one in who.finditer(before)), default=-1) for who in (_BRANCH, _MEMBERS)]
    return last[1] >= last[0]


def _before(doc: Doc, sentence: Span, match: re.Match[str]) -> str:
    return doc.norm[max(sentence.start, match.start() - 40) : match.start()]


def _items_after(doc: Doc, unit: Unit, sentence: Span, match: re.Match[str]) -> list[Span]:
    near = _before(doc, sentence, match) + doc.norm[match.end() : min(sentence.end, match.end() + 24)]
    if not re.search(_SEARCH, near):
        return []
    rest = Span(match.end(), unit.text.end)
    bracket = _BRACKET.match(doc.norm, match.end(), unit.text.end)
    if bracket:
        return list(cut(doc.norm, Span(*bracket.span(1)), "、,;"))
    colon = _colon(doc, match.end(), unit.text.end)
    closes = colon >= 0 or re.search("以下|如下|下列", match.group())
    if not closes:
        return []
    whether = [Span(*found.span("aspect")) for found in _WHETHER.finditer(doc.norm, rest.start, rest.end)]
    inside = enumerated(doc.norm, rest)
    if max(len(whether), len(inside)) > 1:
        return max(whether, inside, key=len)
    if rest.end - sentence.end <= 1 and (colon < 0 or unit.text.end - colon <= 2):
        return lists.after(doc, unit)
    return _items_beside(doc, Span(colon + 1, sentence.end), match["count"]) if colon >= 0 else []


def _colon(doc: Doc, start: int, end: int) -> int:
    """Where the announcement ends, in a colon or a dash; -1 where it does not."""
    match = re.compile(":|—{1,2}").search(doc.norm, start, min(start + 40, end))
    return match.end() - 1 if match else -1


def _items_beside(doc: Doc, span: Span, count: str | None) -> list[Span]:
    """Items behind a colon, parted by semicolons, or by 、 to the first semicolon where the number fits."""
    parts = list(cut(doc.norm, span, ";"))
    listed = list(cut(doc.norm, parts[0], "、")) if parts else []
    return listed if count and parse(count) == len(listed) else parts


def _fits(count: str, items: list[Span]) -> bool:
    number = parse(count)
    return number is None or len(items) >= number


def _cut_to(count: str, items: list[Span]) -> list[Span]:
    number = parse(count)
    return items if number is None else items[: int(number)]


def _repeated(doc: Doc, unit: Unit) -> Iterator[_List]:
    """在…方面，…；在…方面，… and 是否存在…的问题, at least three times in one paragraph."""
    for rank, pattern in ((2, _EACH_IN), (2, _WHETHER)):
        spans = [
            Span(*match.span("aspect"))
            for match in pattern.finditer(doc.norm, unit.text.start, unit.text.end)
        ]
        if len(spans) > 2:
            yield _List(rank, spans, True)


def _inline(doc: Doc, unit: Unit) -> Iterator[_List]:
    """围绕A、B、C三个方面查摆."""
    for sentence in cut(doc.norm, unit.text, "。;\n"):
        yield from _asked(doc, sentence)
        yield from _quoted(doc, sentence)
        yield from _alike(doc, sentence)
        for match in _lists_before_their_noun(doc, sentence):
            yield from _list_of(doc, sentence, match)


def _asked(doc: Doc, sentence: Span) -> Iterator[_List]:
    """围绕政治功能强不强、作用发挥好不好 … 查摆."""
    asked = _YES_OR_NO.search(doc.norm, *sentence)
    if asked:
        yield _List(2, list(cut(doc.norm, Span(*asked.span("list")), "、,")), True)


def _quoted(doc: Doc, sentence: Span) -> Iterator[_List]:
    quoted = _QUOTED_LIST.search(doc.norm, *sentence)
    items = list(cut(doc.norm, Span(*quoted.span("list")), "、,")) if quoted else []
    if len(items) > 2:
        yield _List(1, items, True)


def _alike(doc: Doc, sentence: Span) -> Iterator[_List]:
    """对照政治纪律、组织纪律、廉洁纪律 … 查摆; 查摆理想信念不够坚定、宗旨意识不够牢固 … 等问题."""
    alike = _ALIKE.search(doc.norm, *sentence)
    if alike and re.search(_SEARCH, doc.norm[alike.end() : sentence.end]):
        yield _List(
            1, list(cut(doc.norm, Span(*alike.span("list")), "、")), _is_of_members(doc, sentence, alike)
        )
    named = _PROBLEMS.search(doc.norm, *sentence)
    if named and not _NO_ASPECTS.search(named["list"]):
        yield _List(
            1, list(cut(doc.norm, Span(*named.span("list")), "、")), _is_of_members(doc, sentence, named)
        )


def _lists_before_their_noun(doc: Doc, sentence: Span) -> Iterator[re.Match[str]]:
    """Looks back from each 方面, so that a long sentence without one costs nothing."""
    start = sentence.start
    while (at := doc.norm.find("方面", start, sentence.end)) >= 0:
        match = _LISTED.search(doc.norm, max(start, at - _LOOK_BACK), at + 2)
        if match:
            yield match
        start = at + 2


def _list_of(doc: Doc, sentence: Span, match: re.Match[str]) -> Iterator[_List]:
    around = doc.norm[max(sentence.start, match.start() - 16) : min(sentence.end, match.end() + 26)]
    behind = doc.norm[match.end() : match.end() + 16]
    is_search = re.search(_SEARCH, around) and not _CAUSES.search(behind)
    if not is_search or _NO_ASPECTS.search(match["list"]) or behind.startswith(("情况", "意见", "代表")):
        return
    items = _listed(doc, Span(*match.span("list")))
    count = parse(match["count"]) if match["count"] else None
    if len(items) > 2 and (count is None or count == len(items)):
        yield _List(2 if count else 1, items, _is_of_members(doc, sentence, match))


def _listed(doc: Doc, span: Span) -> list[Span]:
    """Items of A、B、C; the words before a quotation are no item."""
    quoted = re.search(r"[“\"「]([^”\"」]{6,150})[”\"」]$", doc.text(span))
    if quoted:
        span = Span(span.start + quoted.start(1), span.start + quoted.end(1))
    first = doc.text(span).split("、", maxsplit=1)[0]
    span = Span(span.start + _skip(_TRIGGER, first), span.end)
    return [item for item in cut(doc.norm, span, "、,") if item.end - item.start <= 30]


def _skip(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _aspect(doc: Doc, item: Span) -> list[Span]:
    """The item to the end of its sentence, cut at a comma where that is too long to be an aspect."""
    first = next(cut(doc.norm, item, "。;:\n\v"), item)
    if first.end - first.start > _LONGEST:
        at = doc.norm.rfind(",", first.start, first.start + _LONGEST)
        first = Span(first.start, at if at > 0 else doc.norm.find(",", first.start, first.end))
        if first.end <= first.start:
            return []
    return list(trimmed(doc.norm, first, " \n\v\t;,。、"))
