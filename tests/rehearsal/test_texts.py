"""What the demo's people write: each in own words, but for the one who copied so that the check has something to show."""

from __future__ import annotations

import io

from core.uploads.text import docx_text
from meetings.checkup.check import check
from meetings.checkup.findings import Context, Draft, Reference, Rule
from rehearsal import texts

PEOPLE = range(18)  # more than the demo's largest branch has
ASPECTS = ["理想信念", "担当作为", "纪律规矩"]


def test_r08_only_the_one_who_copied_is_found_with_whom_it_was_copied_from() -> None:
    written = {n: docx_text(io.BytesIO(texts.material(f"党员{n}", n, ASPECTS, "学党章", []))) for n in PEOPLE}
    copied = set()
    for n, text in written.items():
        others = [Reference(str(m), str(m), other) for m, other in written.items() if m != n]
        found = check(Draft(text, author=f"党员{n}"), Context(others=others))
        copied |= {(n, int(one.other.key)) for one in found if one.rule is Rule.OWN_WORDS and one.other}
    assert copied == {(texts.COPIER, texts.COPIER - 1), (texts.COPIER - 1, texts.COPIER)}


def test_no_two_people_list_the_same_problem() -> None:
    listed = [one.manifestation for n in PEOPLE for one in texts.sections_for(n, [], "学党章")]
    assert len(set(listed)) == len(listed) == 3 * len(PEOPLE)
