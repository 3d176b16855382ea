"""The check of a material and the comparison of versions: hints for author and reviewers, no word of others'."""

from __future__ import annotations

import random
import time

import pytest
from django.test import Client

from meetings.actions import material as acts
from meetings.models import Aspect, Material, Meeting
from members.models import Member
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, queries, rule, who_may_open, words

pytestmark = pytest.mark.django_db

COPIED = (
    "七月十四日晚上值班时我有两次没有按点到岗，河西村的老刘在雨里等了四十分钟才等到我开门拿沙袋，"
    "事后我没有向支部说明，也没有当面向老刘道歉，心里还觉得不过是小事一桩。"
)
OWN = "我在联系群众上还有差距，三月份答应给张家修渠的事拖到了八月。"


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    made = preparing(cast)
    acts.owe_materials(made)
    return made


def handed_in(cast: Cast, meeting: Meeting, who: str, text: str) -> Material:
    one = meeting.materials.get(owner=cast.member(who))
    acts.submit_material(by=cast.who[who], material=one, text=text)
    return one


def texts(page) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(f"{one['message']}{one['other']}{one['label']}" for one in page.context["findings"])


def test_who_opens_them(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member", OWN)
    handed_in(cast, meeting, "member", f"{OWN}今年一定修好。")
    readers = {"member", "secretary", "deputy"}
    assert who_may_open(client, cast, "material_check", meeting.pk, one.pk) == readers
    assert who_may_open(client, cast, "material_compare", meeting.pk, one.pk, 2) == readers


def test_there_is_nothing_to_check_or_compare_yet(client: Client, cast: Cast, meeting: Meeting) -> None:
    owed = meeting.materials.get(owner=cast.member("member"))
    assert asked(client, cast, "member", "material_check", meeting.pk, owed.pk).status_code == 404
    one = handed_in(cast, meeting, "member", OWN)
    for number in (0, 1, 2):
        page = asked(client, cast, "member", "material_compare", meeting.pk, one.pk, number)
        assert page.status_code == 404


def test_a_copied_passage_names_its_source_only_to_those_who_may_read_it(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """R08: the author learns that it stands elsewhere, the reviewer where; words are shown to the reviewer."""
    handed_in(cast, meeting, "member", f"存在的问题\n{COPIED}{OWN}")
    one = handed_in(
        cast, meeting, "comrade", f"存在的问题\n{COPIED.replace('两次', '几次')}另外，我也很少读报。"
    )
    author = asked(client, cast, "comrade", "material_check", meeting.pk, one.pk)
    assert "本次会议另一份材料" in texts(author)
    assert "member的材料" not in words(author)
    assert "有两次没有按点到岗" not in words(author)
    reviewer = asked(client, cast, "secretary", "material_check", meeting.pk, one.pk)
    assert "member的材料" in texts(reviewer)
    assert "有两次没有按点到岗" in texts(reviewer)


def test_last_years_own_text_is_found(client: Client, cast: Cast, meeting: Meeting) -> None:
    before = preparing(cast, year_of=2025)
    acts.owe_materials(before)
    handed_in(cast, before, "member", f"存在的问题\n{COPIED}")
    before.state = "archived"
    before.held_on = meeting.held_on.replace(year=meeting.held_on.year - 1)
    before.save()
    one = handed_in(cast, meeting, "member", f"存在的问题\n{COPIED}{OWN}")
    page = asked(client, cast, "member", "material_check", meeting.pk, one.pk)
    assert "2025年度的材料" in texts(page)


def test_thresholds_come_from_the_provisions(client: Client, cast: Cast, meeting: Meeting) -> None:
    """What notices change is a provision: length, aspects, the length of a copied passage, each with its clause."""
    Aspect.objects.create(meeting=meeting, scope="member", title="廉洁自律方面")
    handed_in(cast, meeting, "member", f"存在的问题\n{COPIED}")
    one = handed_in(cast, meeting, "comrade", f"存在的问题\n{COPIED}")
    page = asked(client, cast, "secretary", "material_check", meeting.pk, one.pk)
    assert "廉洁自律方面" in texts(page)
    assert "member的材料" in texts(page)
    rule(meeting, "materials.check.aspects_covered", False)
    rule(meeting, "materials.check.copied_passage_chars", 600)
    page = asked(client, cast, "secretary", "material_check", meeting.pk, one.pk)
    assert "廉洁自律方面" not in texts(page)
    assert "member的材料" not in texts(page)


def test_versions_are_shown_side_by_side(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member", f"{OWN}今后改正。")
    handed_in(cast, meeting, "member", f"{OWN}十月底以前修好。")
    page = asked(client, cast, "secretary", "material_compare", meeting.pk, one.pk, 2)
    joined = {
        op: "".join(s["text"] for s in page.context["segments"] if s["op"] in ("same", op))
        for op in ("added", "removed")
    }
    assert joined == {"removed": f"{OWN}今后改正。", "added": f"{OWN}十月底以前修好。"}
    assert "第1稿 → 第2稿" in words(page)
    assert "同上一稿对比" in words(asked(client, cast, "member", "material", meeting.pk, one.pk))


def test_fifty_materials_are_checked_within_a_second(client: Client, cast: Cast, meeting: Meeting) -> None:
    """Fifty texts of about 3,000 characters, no more queries than for two."""
    handed_in(cast, meeting, "comrade", f"存在的问题\n{COPIED}")
    one = handed_in(cast, meeting, "member", f"存在的问题\n{COPIED}{OWN}")
    few = queries(client, cast, "secretary", "material_check", meeting.pk, one.pk)
    chance = random.Random(8)
    letters = [chr(0x4E00 + n) for n in range(2500)]
    for n in range(48):
        Member.objects.create(name=f"党员{n:02}", branch=cast.branch)
    acts.owe_materials(meeting)
    for owed in meeting.materials.filter(versions__isnull=True):
        text = "。".join("".join(chance.choices(letters, k=24)) for _ in range(120))
        owed.versions.create(number=1, text=text, sha256="x", submitted_by=cast.who["member"])
    assert queries(client, cast, "secretary", "material_check", meeting.pk, one.pk) <= few + 1
    began = time.process_time()
    page = asked(client, cast, "secretary", "material_check", meeting.pk, one.pk)
    assert time.process_time() - began < 1
    assert "comrade的材料" in texts(page)
