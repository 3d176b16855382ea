"""Every action and every permission against the matrix that was written by hand."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Model

from audit.door import ACTIONS
from core import clock
from core.exceptions import NotAllowed, Refused
from meetings import plan_schema
from meetings.actions import campaign, lifecycle, opinion, plan, problem, sitting, study, supervision
from meetings.material_stages import STAGES
from meetings.models import Sitting
from meetings.workflow import MEETING
from members import access
from members import actions as people
from members.access import Permission, Seat
from rectification import actions as rectification
from tests.access import matrix
from tests.access.seats import elsewhere, meant, seat_all, thing
from tests.casting import TODAY, Cast


def _load_all_actions() -> None:
    """Actions register when their module is loaded; a page may be the only one that loads it."""
    for app in settings.INSTALLED_APPS:
        if (settings.BASE_DIR / app / "actions").is_dir():
            package = import_module(f"{app}.actions")
            for found in pkgutil.iter_modules(package.__path__):
                import_module(f"{app}.actions.{found.name}")
        elif (settings.BASE_DIR / app / "actions.py").is_file():
            import_module(f"{app}.actions")


_load_all_actions()


@pytest.mark.django_db
@pytest.mark.parametrize("key", matrix.PERMISSIONS)
def test_a_permission_is_held_by_exactly_these(cast: Cast, key: str) -> None:
    seat_all(cast)
    wanted, on = access.PERMISSIONS[key], thing(cast)
    with clock.at(TODAY):
        may = {name for name, user in cast.who.items() if Seat(user).may(wanted, on)}
    assert may == meant(matrix.PERMISSIONS[key])
    assert may.isdisjoint(elsewhere(cast))


@pytest.mark.django_db
def test_nobody_judges_their_own_even_as_secretary(cast: Cast) -> None:
    own = thing(seat_all(cast), owner="secretary")
    seat = Seat(cast.who["secretary"])
    refused = {
        key
        for key, who in matrix.PERMISSIONS.items()
        if "S" in who and not seat.may(access.PERMISSIONS[key], own)
    }
    assert refused == {key for key in matrix.NOT_OWN if "S" in matrix.PERMISSIONS[key]}
    assert {key for key, one in access.PERMISSIONS.items() if one.not_own} == matrix.NOT_OWN


def test_the_matrix_names_every_permission() -> None:
    assert set(matrix.PERMISSIONS) == set(access.PERMISSIONS)


def test_the_matrix_names_every_action() -> None:
    assert {name for name in ACTIONS if not name.startswith("test.")} == set(matrix.ACTIONS)


def test_the_matrix_names_every_move_with_its_permission() -> None:
    assert {move.name: move.permission.key for move in MEETING} == matrix.MOVES


def test_the_matrix_names_every_stage_with_its_permission() -> None:
    assert {stage.kind: stage.permission.key for stage in STAGES} == matrix.STAGES


@pytest.mark.parametrize("name", matrix.ACTIONS)
def test_an_action_asks_for_what_the_matrix_says(name: str) -> None:
    wanted = matrix.ACTIONS[name]
    asked = {one.key for one in asked_by(inspect.unwrap(ACTIONS[name]))}
    assert asked == (set() if isinstance(wanted, str) else wanted)


def asked_by(function: Callable[..., Any], seen: frozenset[str] = frozenset()) -> set[Permission]:
    """The permissions that a function's text names, its helpers of actions and of permissions included."""
    module = sys.modules[function.__module__]
    found: set[Permission] = set()
    for node in ast.walk(ast.parse(inspect.getsource(function))):
        match node:
            case ast.Attribute(value=ast.Name(id=prefix), attr=attr):
                one = getattr(getattr(module, prefix, None), attr, None)
            case ast.Name(id=name):
                one = getattr(module, name, None)
            case _:
                continue
        if isinstance(one, Permission):
            found.add(one)
        elif inspect.isfunction(one) and one.__name__ not in seen and _is_helper(one):
            found |= asked_by(inspect.unwrap(one), seen | {one.__name__})
    return found


def _is_helper(function: Callable[..., Any]) -> bool:
    return not {"actions", "permissions"}.isdisjoint(function.__module__.split("."))


# --- really calling ---------------------------------------------------------------------------------------

Call = tuple[Callable[..., Any], dict[str, Any], str]


def _calls(cast: Cast) -> Iterator[Call]:
    """Actions with what they take, and the permission that decides."""
    meeting = cast.meeting(state="preparing", recorder=cast.member("recorder"), host=cast.member("host"))
    Sitting.objects.create(meeting=meeting)
    step = meeting.steps.create(key="study", kind="study", title="学习", responsible_role="secretary")
    branch, one, on = cast.branch, cast.member("comrade"), {"on": TODAY}
    account, of = cast.who["activist"], {"meeting": meeting}
    term = {"starts_on": TODAY, "ends_on": TODAY}
    yield people.create_organization, _named(parent=branch, kind="group"), "members.organizations"
    yield people.register_member, {"branch": branch, "name": "新人"}, "members.members"
    yield people.edit_member, {"member": one, "name": "新名"}, "members.members"
    yield people.transfer_member, {"member": one, "to": cast.sister, **on}, "members.members"
    yield people.leave_branch, {"member": one, **on}, "members.members"
    yield people.reset_password, {"user": account, "password": "x"}, "members.accounts"
    yield people.close_account, {"user": account}, "members.accounts"
    role = {"organization": branch, "role": "archivist", "start": TODAY}
    yield people.appoint, {"user": account, **role}, "members.appointments"
    yield people.flag_key_person, {"member": one, "kind": "mobile", "start": TODAY}, "members.key_person"
    yield lifecycle.move, of | {"name": "cancel", "reason": "停开"}, "meeting.plan"
    yield lifecycle.move, of | {"name": "postpone", "reason": "未就绪"}, "meeting.supervise"
    yield plan.reschedule, of | {"revision": meeting.revision, "place": "二楼"}, "meeting.plan"
    yield plan.complete_step, {"step": step, "evidence": "已学"}, "step.complete"
    listed = {"own": False, "manifestation": "学习不够经常", "source": "study"}
    yield problem.list_problem, of | listed, "problem.list_branch"
    yield supervision.comment, of | {"text": "好"}, "meeting.supervise"
    item = {"matter": "学习不够", "measure": "每月学习", "responsible": one, "due_on": TODAY}
    yield rectification.list_item, of | item, "item.list"
    session = {"kind": "group", "held_on": TODAY, "works": "党章", "present": [one]}
    yield study.record_session, of | session, "study.record"
    yield opinion.open_round, of | term | {"channel": "box", "audience": "群众"}, "opinion.gather"
    yield sitting.invite_guest, of | {"name": "来宾", "capacity": "invited"}, "attendance.manage"
    drafted = {
        "organization": branch,
        "content": plan_schema.blank(),
        "title": "部署",
        "year_of": 2026,
        "targets": [],
    }
    yield campaign.draft_campaign, drafted | term, "campaign.issue"


def _named(**more: Any) -> dict[str, Any]:
    return {"name": "新设", "short_name": "新设", **more}


def _allowed(act: Callable[..., Any], given: dict[str, Any], user: Any) -> bool:
    """Whether the right is there; what was written is undone, other refusals are no matter of rights."""
    for row in (one for one in given.values() if isinstance(one, Model)):
        row.refresh_from_db()  # an undone write leaves its traces on the object
    with transaction.atomic():
        try:
            act(by=user, **given)
        except NotAllowed:
            return False
        except Refused:
            return True
        finally:
            transaction.set_rollback(True)
    return True


@pytest.mark.django_db
def test_called_by_everybody_each_action_lets_exactly_the_entitled_through(cast: Cast) -> None:
    seat_all(cast)
    with clock.at(TODAY):
        for act, given, key in list(_calls(cast)):
            may = {name for name, user in cast.who.items() if _allowed(act, given, user)}
            expected = meant(matrix.PERMISSIONS[key])
            assert may == expected, act.__name__
