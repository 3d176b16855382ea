"""Made-up drafts and made-up copying, the same for the same seed.

A draft is put together from turns of phrase that everybody uses (so that honest drafts resemble each other) and
from people, places, dates and matters of its own. `plagiarise` then takes passages of other drafts, swaps words,
reorders sentences and changes punctuation, and says where it planted what.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "corpus.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current += line.split()
    for letters in ("surnames", "given", "place_heads", "own"):
        found[letters] = list("".join(found[letters]))
    return found


WORDS = _lists()
SYNONYMS = dict(pair.split("=") for pair in WORDS["synonyms"])
ASPECTS = ("学史明理", "学史增信", "学史崇德", "学史力行")
_SWAPPED = re.compile("|".join(sorted(SYNONYMS, key=len, reverse=True)))
_STOCK = re.compile("|".join(map(re.escape, WORDS["stock"])))


@cache
def own_words() -> list[str]:
    """40,000 made-up matters: the open end of the vocabulary, which no list can hold."""
    pick = random.Random("own words")
    return ["".join(pick.choices(WORDS["own"], k=pick.choice((2, 2, 3)))) for _ in range(40_000)]


class Author:
    """One draft's own people, places and matters."""

    def __init__(self, seed: object, fresh: float = 0.5) -> None:
        self.fresh = fresh  # share of the turns of phrase that are not ready-made
        self.random = random.Random(f"author {seed}")
        self.names = [self._made("surnames", 1) + self._made("given", 1, 2, 2) for _ in range(12)]
        self.places = [self._made("place_heads", 2) + self._one("place_tails") for _ in range(6)]

    def _one(self, words: str) -> str:
        return self.random.choice(WORDS[words])

    def _made(self, letters: str, *sizes: int) -> str:
        return "".join(self.random.choices(WORDS[letters], k=self.random.choice(sizes)))

    def fill(self, pattern: str) -> str:
        """The pattern with every {word} replaced by something of this author's."""
        return re.sub(r"\{(\w+)\}", lambda match: self._value(match[1]), pattern)

    def _value(self, word: str) -> str:
        r = self.random
        numbers = {"y": (2021, 2025), "m": (1, 12), "d": (1, 28), "n": (2, 60), "p": (20, 95)}
        if word in numbers:
            return str(r.randint(*numbers[word]))
        if word in ("name", "place"):
            return r.choice(self.names if word == "name" else self.places)
        if word in ("q", "k", "own"):
            return {"q": r.choice("一二三四"), "k": f"{r.randint(3, 400)}00", "own": r.choice(own_words())}[
                word
            ]
        return self.fill(self._one(f"{word}s"))

    def turn(self, words: str) -> str:
        """A turn of phrase: ready-made, or put together so that its parts are common and the whole is not."""
        if self.random.random() < self.fresh:
            return "".join(self._one(part) for part in ("how", "does", "objects", "ends"))
        return self.fill(self._one(words))

    def problem(self) -> str:
        start = self.fill(self._one("starts").replace("{weak}", self._one("weak")))
        parts = [start, self.turn("habits"), self.turn("lacks"), self.turn("results")]
        return "，".join(parts[: self.random.choice((3, 4, 4))]) + "。"

    def cause(self) -> str:
        parts = [self.turn("roots"), self.turn("why"), self.fill(self._one("why")), self.turn("habits")]
        return "，".join(self.random.sample(parts, self.random.choice((2, 3, 3)))) + "。"

    def measure(self) -> str:
        return "，".join(self.fill(self._one("acts")) for _ in range(self.random.choice((2, 2, 3)))) + "。"

    def paragraph(self, kind: str, size: int, stock: float = 0.15) -> str:
        """Sentences of a kind up to `size` characters, a `stock` share of them opened by a slogan."""
        out: list[str] = []
        while sum(map(len, out)) < size:
            opening = self._one("stock") + "，" if self.random.random() < stock else ""
            out.append(opening + getattr(self, kind)())
        return "".join(out)


def draft(seed: object, size: int = 3000, fresh: float = 0.5) -> str:
    """One honest draft of about `size` characters with headings, problems, causes and measures."""
    who = Author(seed, fresh)
    slogans = "，".join(who.random.sample(WORDS["stock"], 3))
    lines = [
        "个人对照检查材料",
        who.names[0],
        f"按照支部安排，{slogans}，现将个人情况报告如下。",
        "一、存在的主要问题",
    ]
    for number, aspect in zip("一二三四", ASPECTS, strict=True):
        lines += [f"（{number}）{aspect}方面", who.paragraph("problem", size // 8)]
    lines += ["二、产生问题的原因", who.paragraph("cause", size // 5)]
    lines += ["三、今后努力方向和整改措施", who.paragraph("measure", size // 5)]
    return "\n".join(lines)


@dataclass(frozen=True)
class Planted:
    """A passage of source `source`, at `source_span` there, that now stands in the target at `span`."""

    source: int
    source_span: tuple[int, int]
    span: tuple[int, int]


@dataclass(frozen=True)
class Disguise:
    """What a copyist does to a passage; rates are shares of 0 to 1."""

    swap: float = 0.5  # of the words that have a synonym
    noise: float = 0.05  # of clauses that get a filler
    reorder: bool = True
    punctuation: bool = True

    def over(self, passage: str, r: random.Random) -> str:
        sentences = re.findall(r"[^。；！？\n]+[。；！？\n]?", passage)
        if self.reorder:
            r.shuffle(sentences)
        return "".join(self._reworded(sentence, r) for sentence in sentences)

    def _reworded(self, sentence: str, r: random.Random) -> str:
        out = _SWAPPED.sub(lambda m: SYNONYMS[m[0]] if r.random() < self.swap else m[0], sentence)
        out = re.sub(
            "，", lambda m: "，" + r.choice(WORDS["fillers"]) if r.random() < self.noise else "，", out
        )
        if self.punctuation:
            out = re.sub("[，。；、]", lambda m: r.choice([m[0], "，", "；", "", "。", ", "]), out)
        return out


def take(text: str, r: random.Random, at_least: int, at_most: int) -> tuple[int, int]:
    """A passage of `at_least` to `at_most` characters that begins anywhere; stock phrases come on top."""
    body = text.index("方面\n")  # what stands before is a title and slogans
    paragraphs = [m.span() for m in re.compile(r"[^\n]+").finditer(text, body)]
    start, end = r.choice([(a, b) for a, b in paragraphs if b - a >= 2 * at_least])
    size = r.randint(at_least, min(at_most, (end - start) // 2))
    first = last = r.randint(start, end - size)
    while last < end and last - first - sum(map(len, _STOCK.findall(text[first:last]))) < size:
        last += 1
    return first, last


def plagiarise(
    seed: object,
    sources: Mapping[int, str],
    share: float,
    *,
    size: int = 3000,
    shortest: int = 60,
    longest: int = 300,
    fresh: float = 0.5,
    disguise: Disguise | None = None,
) -> tuple[str, list[Planted]]:
    """A draft of which `share` (0 to 1) are disguised passages of `sources`, none of them taken twice."""
    r = random.Random(f"copyist {seed}")
    hide = disguise or Disguise()
    spans = _taken(sources, r, share * size, (shortest, longest))
    pieces = [(hide.over(sources[source][slice(*span)], r), source, span) for source, span in spans]
    copied = sum(len(text) for text, *_ in pieces)
    honest = re.findall(r"[^。\n]+[。\n]", draft(f"target {seed}", size, fresh) + "\n")
    return _woven(honest, pieces, max(0, size - copied), r)


def _taken(
    sources: Mapping[int, str], r: random.Random, wanted: float, sizes: tuple[int, int]
) -> list[tuple[int, tuple[int, int]]]:
    spans: list[tuple[int, tuple[int, int]]] = []
    for _ in range(500):  # small sources run out of passages that were not taken yet
        if sum(end - start for _, (start, end) in spans) >= wanted:
            break
        source = r.choice(list(sources))
        first, last = take(sources[source], r, *sizes)
        if all(source != s or last <= a or b <= first for s, (a, b) in spans):
            spans.append((source, (first, last)))
    return spans


def _woven(
    honest: Sequence[str], pieces: Sequence[tuple], own_size: int, r: random.Random
) -> tuple[str, list[Planted]]:
    """Own sentences in their order, with the copied pieces put between them at random places."""
    kept: list[str] = []
    for sentence in honest:
        if sum(map(len, kept)) < own_size:
            kept.append(sentence)
    gaps = sorted(r.choices(range(len(kept) + 1), k=len(pieces)))
    out, planted = "", []
    for index in range(len(kept) + 1):
        for _, (text, source, span) in (pair for pair in zip(gaps, pieces, strict=True) if pair[0] == index):
            planted.append(Planted(source, span, (len(out), len(out) + len(text))))
            out += text
        out += kept[index] if index < len(kept) else ""
    return out, planted
