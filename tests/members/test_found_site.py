"""The first start of a real site."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from members.access import Seat
from members.enums import Role
from members.models import Organization, User

pytestmark = pytest.mark.django_db
GIVEN = ("--name=中共青石镇委员会", "--short-name=青石镇党委", "--username=gly", "--person=管理员")


def test_the_first_administrator_gets_a_one_time_password(capsys: pytest.CaptureFixture) -> None:
    call_command("found_site", *GIVEN)
    password = capsys.readouterr().out.split()[-1]
    admin = User.objects.get(username="gly")
    assert admin.check_password(password)
    assert admin.must_change_password
    assert Seat(admin).roles_at(Organization.objects.get()) == {Role.ADMINISTRATOR}


def test_a_site_is_founded_once() -> None:
    call_command("found_site", *GIVEN)
    with pytest.raises(CommandError, match="已经有党组织"):
        call_command("found_site", *GIVEN)
    assert Organization.objects.count() == 1
