"""The index of copied passages in the product's database: kept by the actions, asked within reach (R08)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings import tasks
from meetings.actions import material as acts
from meetings.actions import passage_index as index
from meetings.checkup.index import LIMIT, Runs
from meetings.models import IndexedMaterial, Material, MaterialVersion, Meeting, PassageRun
from meetings.queries.passage_index import asked_of, likely_sources, waiting_for_index
from tests.casting import Cast
from tests.checkup.corpus import draft, plagiarise
from tests.meetings.preparation import asked, preparing, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    made = preparing(cast)
    acts.owe_materials(made)
    return made


def earlier(cast: Cast, meeting: Meeting, **fields: object) -> Meeting:
    day = meeting.held_on - dt.timedelta(days=365)
    return cast.meeting(**({"state": "archived", "held_on": day, "year_of": 2025} | fields))  # type: ignore[arg-type]


def written(cast: Cast, meeting: Meeting, who: str, text: str) -> Material:
    """A material of any meeting, as if it had been handed in then."""
    owner = cast.member(who)
    one, _ = Material.objects.get_or_create(
        meeting=meeting, owner=owner, defaults={"form": "outline", "state": "approved"}
    )
    number = one.versions.count() + 1
    one.versions.create(number=number, text=text, sha256="0" * 64, submitted_by=cast.who[who])
    return one


def runs() -> set[tuple[int, int, int]]:
    return set(PassageRun.objects.values_list("run", "material_id", "at"))


def test_a_version_takes_the_place_of_the_one_before(cast: Cast, meeting: Meeting) -> None:
    one = meeting.materials.get(owner=cast.member("member"))
    acts.submit_material(by=cast.who["member"], material=one, text=draft("first"))
    first = runs()
    acts.submit_material(by=cast.who["member"], material=one, text=draft("second"))
    assert len(runs() & first) < 0.2 * len(first)
    assert IndexedMaterial.objects.get().version.number == 2
    acts.submit_material(by=cast.who["member"], material=one, text=draft("first"))
    assert runs() == first


def test_one_material_comes_and_changes_without_the_others_noticing(cast: Cast, meeting: Meeting) -> None:
    first, second = (meeting.materials.get(owner=cast.member(who)) for who in ("member", "comrade"))
    acts.submit_material(by=cast.who["member"], material=first, text=draft("member"))
    before = runs()
    for text in ("comrade", "comrade anew"):
        acts.submit_material(by=cast.who["comrade"], material=second, text=draft(text))
        assert {run for run in runs() if run[1] == first.pk} == before
    assert {material for _, material, _ in runs()} == {first.pk, second.pk}


def test_long_texts_and_those_that_were_brought_in_wait_for_the_task(cast: Cast, meeting: Meeting) -> None:
    one = meeting.materials.get(owner=cast.member("member"))
    acts.submit_material(by=cast.who["member"], material=one, text=draft("long", size=index.SMALL + 2000))
    brought = written(cast, earlier(cast, meeting), "comrade", draft("brought in"))
    assert not IndexedMaterial.objects.exists()
    assert list(waiting_for_index()) == [one, brought]
    tasks.index_materials()
    tasks.index_materials()
    assert set(IndexedMaterial.objects.values_list("material_id", flat=True)) == {one.pk, brought.pk}
    assert {material for _, material, _ in runs()} == {one.pk, brought.pk}
    assert not waiting_for_index()
    acts.submit_material(by=cast.who["member"], material=one, text=draft("longer", size=index.SMALL + 3000))
    assert list(waiting_for_index()) == [one]


def test_sources_are_sought_in_the_branch_and_above_in_every_year(cast: Cast, meeting: Meeting) -> None:
    """Not beside: another branch's materials are nobody's business here."""
    mine = meeting.materials.get(owner=cast.member("member"))
    last_year = earlier(cast, meeting)
    places = {
        "same branch": written(cast, last_year, "comrade", draft("a")),
        "own": written(cast, last_year, "member", draft("b")),
        "above": written(cast, earlier(cast, meeting, organization=cast.town), "secretary", draft("c")),
        "beside": written(
            cast, earlier(cast, meeting, organization=cast.sister), "sister_member", draft("d")
        ),
    }
    tasks.index_materials()
    texts = {n: one.versions.get().text for n, one in enumerate(places.values())}
    text, planted = plagiarise("all four", texts, 0.6)
    assert {passage.source for passage in planted} == {0, 1, 2, 3}
    found = {version.material for version in likely_sources(mine, asked_of(text))}
    assert found == {places["same branch"], places["own"], places["above"]}


def test_what_was_written_before_is_shown_to_those_who_may_read_it_alone(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """R08: the author is told that the passage stands elsewhere; the secretary where, with its words."""
    secret = "七月十四日晚上值班时我有两次没有按点到岗，河西村的老刘在雨里等了四十分钟才等到我开门拿沙袋，事后我没有向支部说明。"
    written(cast, earlier(cast, meeting), "comrade", f"存在的问题\n{secret}另一件事是别的。")
    tasks.index_materials()
    one = meeting.materials.get(owner=cast.member("member"))
    copied = secret.replace("两次", "几回").replace("说明", "讲过")
    acts.submit_material(by=cast.who["member"], material=one, text=f"存在的问题\n{copied}")
    author = words(asked(client, cast, "member", "material_check", meeting.pk, one.pk))
    assert "往年的另一份材料" in author
    assert "comrade" not in author
    assert "两次没有按点到岗" not in author
    assert "几回没有按点到岗" in author
    secretary = words(asked(client, cast, "secretary", "material_check", meeting.pk, one.pk))
    assert "comrade2025年度的材料" in secretary
    assert "两次没有按点到岗" in secretary


def test_a_source_within_reach_is_not_drowned_by_likelier_ones_elsewhere(
    cast: Cast, meeting: Meeting
) -> None:
    """However many other branches wrote the very same text."""
    text = draft("much copied")
    beside = earlier(cast, meeting, organization=cast.sister)
    for number in range(LIMIT + 5):
        index.WritableRows().add(
            10_000 + number, [(run, at) for at, run in Runs(text).of(5)[number % 5 :: 5]]
        )
    source = written(cast, earlier(cast, meeting), "comrade", draft("mine")[:400] + text[800:900])
    written(cast, beside, "sister_member", text)
    tasks.index_materials()
    mine = meeting.materials.get(owner=cast.member("member"))
    assert [found.material for found in likely_sources(mine, asked_of(text))] == [source]


def test_asking_takes_a_fixed_number_of_queries(cast: Cast, meeting: Meeting) -> None:
    mine = meeting.materials.get(owner=cast.member("member"))
    last_year = earlier(cast, meeting)
    texts = {n: draft(f"queries {n}") for n in range(4)}
    text, _ = plagiarise("queries", texts, 0.6)

    def asked_with(people: tuple[str, ...]) -> int:
        for n, who in enumerate(people):
            written(cast, last_year, who, texts[n])
        tasks.index_materials()
        with CaptureQueriesContext(connection) as found:
            assert len(likely_sources(mine, asked_of(text))) >= len(people)
        return len(found)

    assert asked_with(("comrade",)) == asked_with(("member", "secretary", "deputy")) == 4


def test_a_text_of_nothing_but_stock_phrases_leaves_nothing(cast: Cast, meeting: Meeting) -> None:
    one = meeting.materials.get(owner=cast.member("member"))
    acts.submit_material(by=cast.who["member"], material=one, text="习近平新时代中国特色社会主义思想")
    assert (PassageRun.objects.count(), IndexedMaterial.objects.count()) == (0, 1)
    assert MaterialVersion.objects.count() == 1
