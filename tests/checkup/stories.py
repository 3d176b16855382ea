"""A second generator of drafts and copying, shaped apart from corpus.py so that nothing fits one of them alone.

A draft tells stories: sentences of very different build whose parts are nested and drawn unevenly, so that honest
drafts share whole turns of phrase by chance. The copyist knows no list of synonyms: any few characters, wherever
they stand, may give way to other words, be dropped, or be put in; clauses as well as sentences change places; names
and numbers may become the copyist's own.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.checkup.corpus import WORDS, Planted, own_words


def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "stories.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    found["swap"] = " ".join(found["swap"]).split()
    return found


LISTS = _lists()
_BRACES = re.compile(r"\{([^{}]*)\}")
_HEADINGS = ("一、问题检视", "二、原因剖析", "三、整改措施")


@cache
def _weights(size: int) -> list[float]:
    """Few turns of phrase are said often, most of them seldom."""
    return [1 / (rank + 5) for rank in range(size)]


class Teller:
    """One writer, with favourite turns of phrase, people and places."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(f"teller {seed}")
        self.lists = {name: self._shuffled(words) for name, words in LISTS.items()}
        pick = self.random.choice
        self.places = [pick(WORDS["place_heads"]) + pick(WORDS["given"]) for _ in range(5)]
        self.names = [
            pick(WORDS["surnames"]) + "".join(self.random.choices(WORDS["given"], k=2)) for _ in range(9)
        ]

    def _shuffled(self, words: Sequence[str]) -> list[str]:
        return self.random.sample(words, len(words))

    def say(self, name: str) -> str:
        choice = self.random.choices(self.lists[name], _weights(len(self.lists[name])))[0]
        return self._filled(choice) + ("。" if name in ("story", "why", "plan") else "")

    def _filled(self, words: str) -> str:
        """Braces filled from within: one of {a|b}, or what a name stands for."""
        while "{" in words:
            words = _BRACES.sub(lambda match: self._value(match[1]), words)
        return words

    def _value(self, name: str) -> str:
        r = self.random
        if "|" in name:
            return r.choice(name.split("|"))
        if name in ("y", "m", "d", "n"):
            low, high = {"y": (2022, 2025), "m": (1, 12), "d": (1, 30), "n": (2, 37)}[name]
            return str(r.randint(low, high))
        if name in ("name", "surname", "place", "own"):
            pool = self.places if name == "place" else own_words() if name == "own" else self.names
            return r.choice(pool)[:1] if name == "surname" else r.choice(pool)
        return self.say(name)


def sentences(seed: object, size: int) -> list[str]:
    """An honest draft as a list of headings and sentences, about `size` characters."""
    who = Teller(seed)
    out: list[str] = []
    for heading, kind, share in zip(_HEADINGS, ("story", "why", "plan"), (0.55, 0.25, 0.2), strict=True):
        out.append(f"{heading}\n")
        length = 0
        while length < share * size:
            out.append(who.say(kind))
            length += len(out[-1])
            out[-1] += "\n" if who.random.random() < 0.25 else ""
    return out


def draft(seed: object, size: int = 3000) -> str:
    return "".join(sentences(seed, size))


@dataclass(frozen=True)
class Hand:
    """What the copyist does; shares of 0 to 1."""

    swap: float = 0.12  # of the places where a word may give way: two to three characters each
    drop: float = 0.03
    insert: float = 0.04
    clauses: float = 0.25  # of the sentences whose clauses change places
    mine: float = 0.3  # of the numbers that become one's own

    def over(self, passage: str, r: random.Random) -> str:
        parts = [self._sentence(one, r) for one in re.findall(r"[^。\n]+[。\n]?", passage)]
        r.shuffle(parts)
        return "".join(parts)

    def _sentence(self, sentence: str, r: random.Random) -> str:
        clauses = re.findall(r"[^，。“”\n]+", sentence)
        if r.random() < self.clauses:
            r.shuffle(clauses)
        return r.choice("，；、").join(self._clause(one, r) for one in clauses) + r.choice("。；！")

    def _clause(self, clause: str, r: random.Random) -> str:
        clause = re.sub(r"\d+", lambda m: str(r.randint(1, 40)) if r.random() < self.mine else m[0], clause)
        out, at = "", 0
        while at < len(clause):
            word = clause[at : at + r.choice((2, 2, 3))]
            at += len(word)
            chance = r.random()
            if chance < self.swap:
                word = r.choice(LISTS["swap"])
            elif chance < self.swap + self.drop:
                word = ""
            elif chance < self.swap + self.drop + self.insert:
                word += r.choice(LISTS["swap"])
            out += word
        return out


def copy(
    seed: object,
    sources: Mapping[int, str],
    share: float,
    *,
    size: int = 3000,
    longest: int = 300,
    hand: Hand = Hand(),
) -> tuple[str, list[Planted]]:
    """An own draft with `share` of `size` characters out of `sources`; a share of 0 plants one passage."""
    r = random.Random(f"hand {seed}")
    own = sentences(f"copyist {seed}", size)
    taken: list[tuple[int, tuple[int, int]]] = []
    while not taken or sum(end - start for _, (start, end) in taken) < share * size:
        source = r.choice(list(sources))
        length = r.randint(60, longest)
        text = sources[source]
        start = r.randint(text.index("\n") + 1, max(text.index("\n") + 1, len(text) - length))
        span = (start, _end(text, start, length))
        if all(source != s or span[1] <= a or b <= span[0] for s, (a, b) in taken):
            taken.append((source, span))
        elif len(taken) > 40:
            break
    kept = own[: max(3, round(len(own) * (1 - share)))]
    places = sorted(r.randint(1, len(kept)) for _ in taken)
    out, planted, at = "", [], 0
    for place, (source, span) in zip(places, taken, strict=True):
        out += "".join(kept[at:place])
        at = place
        words = hand.over(sources[source][slice(*span)], r)
        planted.append(Planted(source, span, (len(out), len(out) + len(words))))
        out += words
    return out + "".join(kept[at:]), planted


def _end(text: str, start: int, length: int) -> int:
    """Where `length` letters and digits from `start` end; punctuation comes on top."""
    counted = 0
    for end in range(start, len(text)):
        counted += text[end].isalnum()
        if counted == length:
            return end + 1
    return len(text)
