"""The numbers of the check. Notices change them, so they are provisions; these are the defaults."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Lengths are characters without white space, shares are 0 to 1."""

    problem_chars: int = 500
    cause_chars: int = 300
    problem_cause_share: float = 0.5
    marks_per_problem: int = 1  # persons, dates, numbers, cases, places that one problem names at least
    problem_item_chars: int = 40  # a shorter item is a heading or a remark
    slogan_share: float = 0.6  # of a sentence that are stock and worn-out phrases
    slogan_chars: int = 40  # of such sentences in a row before it is worth a word
    aspect_chars: int = 80  # on an aspect before it counts as more than named
    passage_chars: int = 60  # that a copied passage has
    opinion_share: float = 0.3  # of an opinion's words that its answer takes up
    again_share: float = 0.5  # of an earlier problem's words that come back
    collective_share: float = 0.3  # of the problem sentences with a collective subject
    repeated_chars: int = 20  # of a sentence that stands twice
    most_per_rule: int = 20  # findings of one rule that are shown; more help nobody
