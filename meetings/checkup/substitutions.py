"""The five forbidden substitutions of R01, as far as words show them. Hints only: words can mislead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.checkup.folding import Span
from meetings.checkup.lexicon import any_of
from meetings.checkup.stock import StockPhrases

# 我们, 我县 and the like speak for a body, not for the writer.
_OF_BODY = "县|区|镇|乡|村|局|院|校|所|站|处|科"
_SELF = re.compile(f"本人|自己|自身|个人|我(?!们|国|党|省|市|公司|单位|支部|部门|委|办|为群众|{_OF_BODY})")
# Only where it stands as the subject of a clause: 对单位的制度不熟 speaks of the writer.
_NO_SUBJECT = "(?![^，；：]{0,4}(?:[对向和与为在按给把从由被同跟]|围绕|参加|担任|负责))"
_BODY = re.compile(f"(?:^|[，；：]){_NO_SUBJECT}[^，；：]{{0,4}}(?:{any_of('bodies')}|我(?:{_OF_BODY}))")
_OTHERS = re.compile(
    "(?:有的|有些|个别|一些|少数|部分|身边|其他|别的)(?:党员|同志|干部|同事|人员|职工|人)|他人"
)
_SUPERIOR = re.compile(
    any_of("superiors") + ".{0,12}(?:指出|点明|反馈|通报|提出.{0,8}(?:问题|不足|意见|批评))"
)
_EARLIER = re.compile(
    r"(?:去年|上年度?|上一年度?|往年|历年|以前|上次|前次).{0,16}(?:查摆|检视|指出|整改|提出).{0,20}(?:仍|还|依然|没有|尚未|未能)"
    r"|老问题|屡改屡犯|反复出现|仍未解决|没有解决到位|尚未整改|没有整改到位|整改不彻底"
)
_WORK = re.compile(any_of("work"))
_THINKING = re.compile(any_of("thinking"))


class Substitute(StrEnum):
    SUPERIOR = "superior"
    COLLECTIVE = "collective"
    OTHERS = "others"
    WORK = "work"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Seen:
    kind: Substitute
    spans: tuple[Span, ...]
    share: float  # of the problem sentences


def _speaks_of(pattern: re.Pattern, sentence: str) -> bool:
    return bool(pattern.search(sentence)) and not _SELF.search(sentence)


def substitutions(
    text: str, sentences: Sequence[Span], stock: StockPhrases, collective_share: float
) -> list[Seen]:
    """What the problem sentences of a personal material show of the five. R01.

    Collective subjects are told from `collective_share` of the sentences on, the others from the first.
    Work for thinking is seen only in the whole: no sentence at all says a word about thinking.
    """
    plain = [(span, _without(text[slice(*span)], stock)) for span in sentences]
    total = len(plain) or 1

    def seen(kind: Substitute, pattern: re.Pattern) -> Seen:
        spans = tuple(span for span, sentence in plain if _speaks_of(pattern, sentence))
        return Seen(kind, spans, len(spans) / total)

    found = [
        seen(Substitute.SUPERIOR, _SUPERIOR),
        seen(Substitute.COLLECTIVE, _BODY),
        seen(Substitute.OTHERS, _OTHERS),
        Seen(Substitute.EARLIER, tuple(s for s, sentence in plain if _EARLIER.search(sentence)), 0.0),
        _only_work(plain),
    ]
    few = {Substitute.COLLECTIVE: collective_share}
    return [each for each in found if each.spans and each.share >= few.get(each.kind, 0.0)]


def _without(sentence: str, stock: StockPhrases) -> str:
    """The sentence without stock phrases, whose 党员 and 党委 speak for nobody."""
    for phrase in sorted((p for p in stock.phrases if p in sentence), key=len, reverse=True):
        sentence = sentence.replace(phrase, "")
    return sentence


def _only_work(plain: Sequence[tuple[Span, str]]) -> Seen:
    work = tuple(span for span, sentence in plain if _WORK.search(sentence))
    thinking = any(_THINKING.search(sentence) for _, sentence in plain)
    return Seen(Substitute.WORK, () if thinking else work, len(work) / (len(plain) or 1))
