"""Fills a database with a stated size and measures pages and a packet beside a floor of the same run.

Rows are written in bulk, not by actions: this database is for measuring only and is gone afterwards.
"""

from __future__ import annotations

import datetime as dt
import io
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import include, path, reverse

from core import clock
from meetings.enums import StepKind
from meetings.models import Attendance, Material, Meeting, Sitting, Step
from meetings.plan_schema import shipped
from members.enums import OrganizationKind, PostKind, Role
from members.models import Appointment, Member, Organization, Post, User
from rectification.models import RectificationItem
from rehearsal.play import Play, Stage

START = dt.date(2020, 1, 1)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = ("建国", "秀英", "志强", "桂兰", "海燕", "文博", "晓梅", "永福", "丽华", "堃")
BRANCHES_A_GENERAL = 20
CLOSED = "!"  # no password opens these accounts
STEPS = (
    StepKind.STUDY, StepKind.OPINIONS, StepKind.TALKS, StepKind.PROBLEM_SEARCH, StepKind.MATERIALS,
    StepKind.NOTICE, StepKind.MEETING, StepKind.RECTIFICATION_LIST, StepKind.PUBLICATION, StepKind.REPORT,
)  # fmt: skip


@dataclass
class Filled:
    """What a measurement needs to know of the filled database."""

    officer: User
    secretary: User
    branch: Organization
    meeting: Meeting


def fill(branches: int, members: int, years: int) -> Filled:
    """A committee with general branches, `branches` branches of `members` each, a meeting a year in each."""
    root = _organization("量度镇党委", OrganizationKind.COMMITTEE, None)
    places = _places(root, branches)
    users = User.objects.bulk_create(
        User(username=f"u{b:03}-{n:03}", name=_name(b, n), password=CLOSED, must_change_password=False)
        for b in range(branches)
        for n in range(members)
    )
    people = _register(users, places, members)
    _seat(people, places, members)
    meetings = [m for year in range(years) for m in _meetings(places, people, members, year)]
    _fill_meetings(meetings, people, places, members)
    officer = User.objects.create(
        username="officer", name="党务办", password=CLOSED, must_change_password=False
    )
    for role in (Role.OFFICER, Role.SUPERVISOR):
        Appointment.objects.create(user=officer, organization=root, role=role, start=START)
    return Filled(officer, users[0], places[0], meetings[0])


def _organization(name: str, kind: str, parent: Organization | None) -> Organization:
    made = Organization.objects.create(
        name=name, short_name=name, kind=kind, parent=parent, path=f"new-{name}"
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    made.save()
    return made


def _places(root: Organization, branches: int) -> list[Organization]:
    places = []
    for n in range(branches):
        if n % BRANCHES_A_GENERAL == 0:
            above = _organization(
                f"第{n // BRANCHES_A_GENERAL + 1}党总支", OrganizationKind.GENERAL_BRANCH, root
            )
        places.append(_organization(f"第{n + 1}党支部", OrganizationKind.BRANCH, above))
    return places


def _name(branch: int, number: int) -> str:
    return SURNAMES[(branch + number) % len(SURNAMES)] + GIVEN[number % len(GIVEN)]


def _register(users: list[User], places: list[Organization], members: int) -> list[Member]:
    people = [Member(user=u, name=u.name, branch=places[n // members]) for n, u in enumerate(users)]
    for person in people:
        person.prepare()
    return Member.objects.bulk_create(people, batch_size=2000)


def _seat(people: list[Member], places: list[Organization], members: int) -> None:
    kinds = (PostKind.SECRETARY, PostKind.ORGANIZATION, PostKind.DISCIPLINE)
    Post.objects.bulk_create(
        Post(member=people[b * members + n], organization=place, kind=kind, start=START)
        for b, place in enumerate(places)
        for n, kind in enumerate(kinds)
    )


def _meetings(places: list[Organization], people: list[Member], members: int, year: int) -> list[Meeting]:
    """One meeting in each branch; those of the last year are being prepared, the earlier ones archived."""
    day = clock.today() - dt.timedelta(days=365 * year - 10)
    state = "archived" if year else "preparing"
    return Meeting.objects.bulk_create(
        [
            Meeting(
                organization=place, title=f"{place.short_name}{day.year}年组织生活会", kind="thematic",
                year_of=day.year, theme="学党章", held_on=day, place="会议室", state=state,
                host=people[b * members], recorder=people[b * members + 1],
            )
            for b, place in enumerate(places)
        ]
    )  # fmt: skip


def _fill_meetings(
    meetings: list[Meeting], people: list[Member], places: list[Organization], members: int
) -> None:
    index = {place.pk: n for n, place in enumerate(places)}
    own = {m.pk: people[index[m.organization_id] * members :][:members] for m in meetings}
    Step.objects.bulk_create(
        (_step(meeting, n, kind, own[meeting.pk][0]) for meeting in meetings for n, kind in enumerate(STEPS)),
        batch_size=5000,
    )
    Material.objects.bulk_create(
        (
            Material(
                meeting=m, owner=p, form="outline", state="approved" if m.state == "archived" else "owed"
            )
            for m in meetings
            for p in own[m.pk]
        ),
        batch_size=5000,
    )
    sittings = Sitting.objects.bulk_create([Sitting(meeting=meeting) for meeting in meetings])
    Attendance.objects.bulk_create(
        (
            Attendance(sitting=s, member=p, capacity="participant")
            for s in sittings
            for p in own[s.meeting_id]
        ),
        batch_size=5000,
    )
    RectificationItem.objects.bulk_create(
        (
            _item(m, n, own[m.pk])
            for m in meetings
            if m.state == "archived"
            for n in range(min(5, members - 1))
        ),
        batch_size=5000,
    )


def _item(meeting: Meeting, number: int, people: list[Member]) -> RectificationItem:
    """An item of an earlier meeting: most are written off, one is still being put right, in time."""
    item = RectificationItem(
        meeting=meeting, number=number + 1, source="problem", matter="学习不深入", measure="每周自学",
        responsible=people[number], due_on=clock.today() + dt.timedelta(days=20),
    )  # fmt: skip
    if number:
        item.state, item.due_on = "verified", meeting.held_on
        item.verified_on, item.verified_by = meeting.held_on, people[number + 1]
    return item


def _step(meeting: Meeting, ordinal: int, kind: StepKind, responsible: Member) -> Step:
    step = Step(
        meeting=meeting, ordinal=ordinal, key=f"s{ordinal}", kind=kind, title=kind.label,
        responsible_role="secretary", responsible=responsible, due_on=meeting.held_on,
    )  # fmt: skip
    if meeting.state == "archived":
        step.done_on, step.done_by = meeting.held_on, responsible
    return step


# --- The floor: session, user, one joined query, a table of 50 rows -----------------------------------------

_TABLE = engines["django"].from_string(
    "<!doctype html><title>{{ user.name }}</title><table>{% for row in rows %}<tr><td>{{ row.name }}</td>"
    "<td>{{ row.branch.name }}</td><td>{{ row.get_status_display }}</td></tr>{% endfor %}</table>"
)


def floor(request: HttpRequest) -> HttpResponse:
    rows = Member.objects.select_related("branch").order_by("name_key")[:50]
    return HttpResponse(_TABLE.render({"rows": rows, "user": request.user}, request))


urlpatterns = [path("floor/", floor, name="floor"), path("", include("config.urls"))]


@dataclass(frozen=True)
class Measured:
    """One row of the table: CPU milliseconds a request (median), queries, ratio to the floor."""

    what: str
    milliseconds: float
    queries: int | None
    ratio: float


def pages(filled: Filled, repeats: int) -> Iterator[Measured]:
    """The floor, then each page as the person who uses it most."""
    base = _page(
        "（底线）会话、用户、一次连接查询、50行表格", filled.secretary, reverse("floor"), repeats, 0.0
    )
    yield base
    for what, user, name, args in (
        ("我的事项（书记）", filled.secretary, "reminders:home", []),
        ("我的事项（上级，200个支部）", filled.officer, "reminders:home", []),
        ("会议列表（书记）", filled.secretary, "meetings:list", []),
        ("会议列表（上级）", filled.officer, "meetings:list", []),
        ("会议页", filled.secretary, "meetings:detail", [filled.meeting.pk]),
        ("党员名册（上级）", filled.officer, "members:list", []),
    ):
        yield _page(what, user, reverse(name, args=args), repeats, base.milliseconds)


def _page(what: str, user: User, url: str, repeats: int, base: float) -> Measured:
    client = Client()
    client.force_login(user)
    client.get(url)  # templates are read once
    with _counted() as count:
        answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    spent = statistics.median(_cpu(lambda: client.get(url)) for _ in range(repeats))
    return Measured(what, spent * 1000, count[0], spent * 1000 / base if base else 1.0)


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@contextmanager
def _counted() -> Iterator[list[int]]:
    count = [0]

    def wrapper(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield count


def packet(filled: Filled) -> Measured:
    """One packet of a meeting played in a branch of that size, beside the raw zip of the same bytes."""
    day = clock.today() - dt.timedelta(days=20)
    play = Play(shipped()[7], filled.branch, day, until_today=True)
    play.until(Stage.REPORTED)
    started = time.process_time()
    made = play.pack()
    spent = time.process_time() - started
    with made.file.open("rb") as stored, zipfile.ZipFile(io.BytesIO(stored.read())) as bag:
        contents = {name: bag.read(name) for name in bag.namelist()}
    raw = _cpu(lambda: _zip(contents))
    what = f"归档包（{len(contents)}个文件，每个文件{spent * 1000 / len(contents):.1f}毫秒）"
    return Measured(what, spent * 1000, None, spent / raw)


def _zip(contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as bag:
        for name, data in contents.items():
            bag.writestr(name, data)
