"""Plan 4, a branch's own half-yearly meeting, to readiness: key persons, a mobile member far away, guests."""

from __future__ import annotations

import pytest

from tests.e2e.preparing import Preparation
from tests.e2e.village import ACTIVIST, COMMITTEE, EVERYONE, MEMBER, MOBILE, OFFICER, SECRETARY
from tests.e2e.walking import Walk

pytestmark = pytest.mark.e2e
TODAY = "2026-05-20"


def test_plan_four_from_study_to_readiness(walk: Walk) -> None:
    meeting = Preparation(walk)
    meeting.is_planned("机关支部半年专题组织生活会", held_on="2026-06-10", deadlines={})
    meeting.moves(SECRETARY, "开始会前准备").sees("会前准备")  # the branch's own: nobody approves the plan
    meeting.lacks("还没有登记集体学习", but_not=("学习心得", "上级"))
    _guests_are_on_the_list(meeting)
    meeting.study_is_held(COMMITTEE, "集体学习").sees("已登记1次学习")
    _talks(meeting)
    _opinions(meeting)
    _outlines(meeting)
    meeting.lacks("都办好了")
    meeting.moves(SECRETARY, "确认准备就绪").sees("准备就绪")


def _guests_are_on_the_list(meeting: Preparation) -> None:
    """The activist by the plan, someone who is no party member by name; neither counts as expected."""
    secretary = meeting.at(SECRETARY, "attendance/").sees(ACTIVIST, "应到4人").follows("增加列席人员")
    secretary.fills(姓名="窗口职工小丁", 身份="邀请").presses("加入名单")
    secretary.sees("窗口职工小丁", "应到4人").looks("attendance")
    guest = meeting.at(ACTIVIST).looks("guest")
    guest.sees(meeting.title)
    guest.is_told_nothing_of(*(f"{meeting.address}{part}" for part in ("talks/", "opinions/", "readiness/")))


def _talks(meeting: Preparation) -> None:
    """All classes (R04); key persons by the secretary; a mobile member by video counts, another does not (R05)."""
    coverage = (
        meeting.at(SECRETARY, "talks/coverage/").sees("书记同重点对象", "应谈9次").looks("coverage-four")
    )
    assert coverage.row(MOBILE, "流动").count() == 1
    assert coverage.row(MEMBER, "困难").count() == 1
    meeting.have_talked(SECRETARY, MOBILE, on=TODAY, mode="视频")
    meeting.have_talked(COMMITTEE, MEMBER, on=TODAY)
    met = meeting.at(SECRETARY, "talks/coverage/").row(MOBILE, "流动")
    assert "已谈" in met.inner_text()
    meeting.lacks(f"{SECRETARY}与{MEMBER}")  # a key person is no committee member's to talk to alone
    meeting.have_talked(SECRETARY, MEMBER, on=TODAY)
    meeting.have_talked(SECRETARY, COMMITTEE, on=TODAY)
    meeting.have_talked(COMMITTEE, MOBILE, on=TODAY, mode="电话")
    meeting.have_talked(MEMBER, MOBILE, on=TODAY, mode="短信、微信")
    meeting.lacks(but_not=("谈心谈话没有完成",))


def _opinions(meeting: Preparation) -> None:
    """Heard in the talks: one on the committee, one on the secretary himself."""
    page = meeting.asks(COMMITTEE, "谈心谈话中听取", "支部党员", TODAY)
    page.fills(原话="支部通知总在当天才发").presses("登记这条意见").sees("已登记一条")
    page.fills(原话="书记批评人不分场合", 涉及谁=SECRETARY).presses("登记这条意见").sees("已登记一条")
    assert meeting.is_fed_back_and_answered(SECRETARY, "采纳，提前三天发通知。") == 2
    meeting[SECRETARY].opens("/").follows("看反馈给您的意见并签收").presses("我看过了，签收").sees("已签收")


def _outlines(meeting: Preparation) -> None:
    """An outline of each and the branch's; nobody's own hand passes it."""
    for number, name in enumerate(EVERYONE, 1):
        meeting.writes_material(name, "提交发言提纲", number)
    secretary = meeting.at(SECRETARY, "materials/").follows("支部委员会").follows("在线写")
    secretary.fills(材料正文="一、存在的问题\n学习会三次改期，两次没有通知到外出的党员。\n二、原因\n图省事。\n三、整改措施\n提前三天发通知，林秀兰负责。").presses("提交审核")  # fmt: skip
    meeting.lacks("材料还没有审核")
    meeting.settles(COMMITTEE, (SECRETARY, COMMITTEE), on=TODAY).sees("审核通过")
    assert meeting.passes_all(SECRETARY) == 3
    assert meeting.passes_all(OFFICER) == 1  # the secretary's own
