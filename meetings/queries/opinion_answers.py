"""The opinions a material has to answer, each with how its author answers it (R10)."""

from __future__ import annotations

from dataclasses import dataclass

from meetings import permissions as P
from meetings import rules
from meetings.checkup.folding import plain
from meetings.models import Material, MaterialAnswer, MaterialVersion, Opinion
from meetings.queries.material_text import Paragraph
from meetings.queries.opinion_guess import Guess, Guesser
from meetings.queries.preparation import opinions_for
from members.access import Seat

ANSWERING = rules.PREPARATION | rules.SESSION | rules.AFTERWARDS  # when an author can say it


def may_answer(material: Material, seat: Seat) -> bool:
    """May this person say now how the material answers opinions? Whoever writes it."""
    return material.meeting.state in ANSWERING and seat.may(P.to_submit(material.owner_id), material)


def answer_in_material(opinion: Opinion) -> MaterialAnswer | None:
    """What the author said of it; None where nothing was said yet."""
    return getattr(opinion, "in_material", None)


def latest_version(material: Material) -> MaterialVersion | None:
    """The version handed in last, with its text."""
    return MaterialVersion.objects.filter(material=material).order_by("-number").first()


def choice(version: int, paragraph: int) -> str:
    """What a form sends for a paragraph of a version, so that a later version is not mistaken for it."""
    return f"{version}-{paragraph}"


@dataclass(frozen=True)
class Asked:
    """One opinion beside a material. `paragraph`: where the passage that answers it stands, 0 for nowhere.

    `guess` is only there while the opinion has no answer; `confirm` is what a form sends to make it true.
    """

    opinion: Opinion
    answer: MaterialAnswer | None
    paragraph: int = 0
    guess: Guess | None = None
    confirm: str = ""

    @property
    def is_gone(self) -> bool:
        """The passage that was named stands in the material no longer."""
        return self.answer is not None and self.answer.gone_in_id is not None


def asked_of(material: Material, seat: Seat, version: int, text: str, shown: list[Paragraph]) -> list[Asked]:
    """The opinions that a reader of this material may see beside it.

    `text` is that of the latest version, `shown` its paragraphs: they are told which opinions they answer.
    One query, however many there are.
    """
    is_author = seat.member is not None and material.owner_id == seat.member.pk
    if not is_author and not seat.may(P.SEE_OPINIONS, material.meeting):
        return []
    by_words: dict[str, Paragraph] = {}
    for one in shown:
        by_words.setdefault(plain(one.text), one)
    guesser = Guesser(text)
    rows = opinions_for(material).select_related("in_material__gone_in")
    return [_asked(one, version, by_words, guesser) for one in rows]


def _asked(opinion: Opinion, version: int, by_words: dict[str, Paragraph], guesser: Guesser) -> Asked:
    answer = answer_in_material(opinion)
    here = by_words.get(plain(answer.quote)) if answer and answer.quote else None
    if here:
        here.answers.append(opinion)
    guess = None if opinion.is_answered else guesser.guess(opinion.text)  # type: ignore[attr-defined]
    confirm = choice(version, guess.paragraph) if guess else ""
    return Asked(opinion, answer, here.number if here else 0, guess, confirm)
