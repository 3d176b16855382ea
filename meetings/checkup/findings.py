"""What the check takes in and gives back."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from meetings.checkup.folding import Span
from meetings.checkup.passages import Rarity
from meetings.checkup.sections import Part
from meetings.checkup.thresholds import Thresholds


class Rule(StrEnum):
    """What a finding is about: a rule of the plans, or a house rule of what reviewers count by hand."""

    SUBSTITUTE = "R01"  # the five forbidden substitutions
    OWN_WORDS = "R08"  # a passage that stands elsewhere
    CONTENT = "R10"  # problems with cases, opinions answered, causes, measures
    AGAIN = "R28"  # a problem that comes back
    EMPTY = "empty"
    SHARE = "share"  # problems and causes against the whole
    LENGTH = "length"
    SLOGANS = "slogans"
    ASPECTS = "aspects"
    REPEATED = "repeated"  # the same sentence twice in one material


# Finer names than a rule's, for clauses of what R10 says in one.
SECTIONS, OPINIONS = "sections", "opinions"


class Severity(StrEnum):
    """How soon the author should look; never a verdict on the material."""

    NOTE = "note"
    HINT = "hint"
    LOOK = "look"


class Kind(StrEnum):
    """What another text is to the draft."""

    PERSON = "person"  # another person's material
    EARLIER = "earlier"  # an earlier year's, of somebody else or of the branch
    UPPER = "upper"  # of a body above
    OWN_EARLIER = "own_earlier"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Reference:
    """A text to compare with; `key` is the caller's, `label` is what a reader sees."""

    key: str
    label: str
    text: str
    kind: Kind = Kind.PERSON


@dataclass(frozen=True, slots=True)
class Aspect:
    """An aspect the material must cover; `keywords` are other words for it, manifestations included."""

    title: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An opinion raised, or a problem of an earlier year."""

    key: str
    text: str
    label: str = ""  # where it comes from: 群众座谈会, 2024年度
    solved: bool = False  # of a problem


@dataclass(frozen=True, slots=True)
class Draft:
    """The material to check. A committee's own is not `personal`."""

    text: str
    personal: bool = True
    author: str = ""


@dataclass(frozen=True)
class Context:
    """All that a draft is held against. `clauses`: source clause by rule or finer name.

    `required` are the sections that must be there.
    """

    aspects: Sequence[Aspect] = ()
    opinions: Sequence[Item] = ()
    past_problems: Sequence[Item] = ()
    others: Sequence[Reference] = ()
    people: Sequence[str] = ()  # names that make a passage concrete
    stock: Sequence[str] = ()  # the campaign's own prescribed phrases: theme, wording to be used
    clauses: Mapping[str, str] = field(default_factory=dict)
    required: Set[Part] = frozenset({Part.PROBLEM, Part.CAUSE, Part.MEASURE})
    thresholds: Thresholds = field(default_factory=Thresholds)
    rarity: Rarity | None = None  # of the draft's words, where an index of very many materials knows it


@dataclass(frozen=True, slots=True)
class Finding:
    """One hint: what was seen, where, and what the author may do. `message` is a plain Chinese sentence."""

    rule: Rule
    severity: Severity
    message: str
    span: Span | None = None  # in the draft's text
    other: Reference | Item | None = None
    other_span: Span | None = None  # in the other text
    clause: str = ""
