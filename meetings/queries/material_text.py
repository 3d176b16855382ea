"""A material's text as paragraphs, with the remarks on each and what is in the list of problems already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from meetings.checkup import findings
from meetings.checkup.coverage import How, coverage
from meetings.checkup.folding import plain
from meetings.checkup.sections import Part, outline
from meetings.checkup.sentences import lines, size
from meetings.models import Aspect, Material, Opinion, PassageRemark, Problem


@dataclass
class Paragraph:
    """One line of a version. `number` counts from 1; `listed`: a problem of the list stands in it already.

    `answers`: the opinions that its author says it answers.
    """

    number: int
    text: str
    is_heading: bool = False
    is_problem: bool = True
    listed: bool = False
    remarks: list[PassageRemark] = field(default_factory=list)
    answers: list[Opinion] = field(default_factory=list)


def remarks_on(material: Material) -> QuerySet[PassageRemark]:
    """All remarks on any version, the oldest first."""
    return PassageRemark.objects.filter(version__material=material).select_related("author", "version")


def paragraphs(
    text: str, remarks: Iterable[PassageRemark] = (), problems: Iterable[Problem] = ()
) -> tuple[list[Paragraph], list[PassageRemark]]:
    """The paragraphs of a version with their remarks, and those remarks whose passage no longer stands in it.

    A passage stands where the same words do, whatever became of spaces and punctuation around it.
    """
    parts = outline(text)
    heads = {section.heading for section in parts.sections}
    bodies = parts.spans(Part.PROBLEM) or [(0, len(text))]  # where nothing is marked, all may be
    found = [
        Paragraph(
            number,
            text[start:end],
            is_heading=(start, end) in heads,
            is_problem=any(first <= start < last for first, last in bodies),
        )
        for number, (start, end) in enumerate(lines(text), 1)
    ]
    by_words: dict[str, Paragraph] = {}
    for one in found:
        by_words.setdefault(plain(one.text), one)
    changed = []
    for remark in remarks:
        here = by_words.get(plain(remark.quote))
        (here.remarks if here else changed).append(remark)
    listed = [words for problem in problems if (words := plain(problem.manifestation))]
    for words, one in by_words.items():
        one.listed = any(each in words for each in listed)
    return found, changed


def stands_in(text: str, quote: str) -> bool:
    """Does a paragraph of the text say what the quoted one said? Spaces and punctuation do not count."""
    return plain(quote) in {plain(text[start:end]) for start, end in lines(text)}


_NAMES = {Part.PROBLEM: "问题", Part.CAUSE: "原因", Part.MEASURE: "整改"}


def counts(text: str) -> list[tuple[str, str]]:
    """Characters of each part and of the whole, and what problems and causes are of it, as checked."""
    parts, whole = outline(text), size(text)
    rows = [(name, f"{parts.chars(part)} 字") for part, name in _NAMES.items()]
    main = parts.chars(Part.PROBLEM, Part.CAUSE)
    return [
        *rows,
        ("全文", f"{whole} 字"),
        ("问题原因", f"占全文 {main / whole:.0%}" if whole else "占全文 0%"),
    ]


def numbered(text: str, number: int) -> str:
    """The paragraph of that number; "" where there is none."""
    spans: Sequence[tuple[int, int]] = lines(text)
    return text[slice(*spans[number - 1])] if 0 < number <= len(spans) else ""


def paragraph_at(text: str, offset: int) -> int:
    """The number of the paragraph where a character stands; 0 before the first."""
    return sum(start <= offset for start, _ in lines(text))


def aspect_at(text: str, quote: str, aspects: Sequence[Aspect]) -> int | None:
    """The aspect under whose title a paragraph stands, as the check reads it; None where it is not plain."""
    start = text.index(quote)
    named = [findings.Aspect(one.title) for one in aspects]
    for aspect, covered in zip(aspects, coverage(outline(text), named), strict=True):
        if covered.how is How.TITLE and any(a <= start < b for a, b in covered.spans):
            return aspect.pk
    return None
