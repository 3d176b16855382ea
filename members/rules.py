"""What must hold of an entry on the register, whoever enters it: the form, an import, a command."""

from __future__ import annotations

import datetime as dt

from core.exceptions import Invalid
from members.enums import MemberStatus
from members.models import Member

ID_TAKEN = "这个身份证号已经登记在平台上，同一个人不能登记两次。请核对，或请上级管理员查找。"


def check_entry(
    member: Member,
    *,
    today: dt.date,
    holds_post: bool = False,
    phone_taken: bool = False,
    id_taken: bool = False,
) -> None:
    """Raise Invalid for the first thing about `member` that cannot be.

    The caller has looked up whether an unended post is held, and whether somebody else on a register has the
    telephone or identity number. Where that somebody is, nobody is told: it may be out of reach.
    """
    if phone_taken:
        raise Invalid(f"手机号 {member.phone} 已经登记在别人名下。", field="phone")
    if id_taken:
        raise Invalid(ID_TAKEN, field="id_number")
    if member.group and member.group.parent_id != member.branch_id:
        raise Invalid("请选择本支部的党小组。", field="group")
    if member.status == MemberStatus.ACTIVIST and member.joined_on:
        raise Invalid("入党积极分子没有入党日期。", field="joined_on")
    if member.joined_on and member.joined_on > today:
        raise Invalid("入党日期还没有到，请核对。", field="joined_on")
    if member.status != MemberStatus.FULL and holds_post:
        raise Invalid("担任党内职务的人须是正式党员，请先办理其任期结束。", field="status")
