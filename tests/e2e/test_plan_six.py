"""Plan 6, the longest, from its plan to readiness: every page of the preparation, by the people themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.e2e.preparing import SHORTCOMINGS, THINKING, Preparation, material, word_file
from tests.e2e.village import (
    ADMINISTRATOR,
    COMMITTEE,
    EVERYONE,
    MEMBER,
    MOBILE,
    OFFICER,
    SECRETARY,
    STRANGER,
)
from tests.e2e.walking import Walk

pytestmark = pytest.mark.e2e

DEADLINES = {
    "学习研讨": "2026-05-29", "征求意见建议": "2026-06-01", "谈心谈话": "2026-06-09",
    "深入查摆问题": "2026-06-10", "支委会对照检查材料": "2026-06-11", "个人发言材料": "2026-06-11",
}  # fmt: skip
LAST_DAY_OF_ASKING, DAY_OF_TALKS = "2026-05-22", "2026-05-23"
PASSAGE = "管账的小陈连着两个月没有按时公示"


def test_plan_six_from_study_to_readiness(walk: Walk, tmp_path: Path) -> None:
    meeting = Preparation(walk)
    meeting.is_planned("系统党委专题组织生活会", held_on="2026-06-17", deadlines=DEADLINES)
    meeting.moves(SECRETARY, "报送方案").sees("方案待批")
    walk[OFFICER].opens("/").follows("审核会议方案")
    meeting.moves(OFFICER, "同意方案").sees("会前准备")
    everything = ("还没有登记集体学习", "还没有提交学习心得", "还没有登记征求意见的情况", "谈心谈话没有完成", "材料还没有提交", "材料还没有经上级审核")  # fmt: skip
    meeting.lacks(*everything)
    meeting.is_refused_as_ready(*everything)
    _study(meeting)
    _opinions(meeting)
    _talks(meeting)
    _materials(meeting, tmp_path)
    meeting.lacks("都办好了")
    meeting.moves(SECRETARY, "确认准备就绪").sees("准备就绪")


def _study(meeting: Preparation) -> None:
    """A group session and a discussion; who was away makes up (R12); notes, and everybody's reflection."""
    meeting.study_is_held(COMMITTEE, "集体学习", absent=(MOBILE,)).sees("还有1人次没有补学")
    meeting.study_is_held(COMMITTEE, "专题研讨").sees("已登记2次学习").looks("studies")
    meeting[MOBILE].opens("/").follows("补学5月20日的学习").sees("您缺席了").looks("study-mine")
    meeting.lacks(f"{MOBILE}缺席学习还没有补学", but_not=("还没有登记集体学习",))
    committee = meeting.at(COMMITTEE, "studies/").follows("登记补学")
    committee.fills(补学方式="送学上门，交流体会").presses("登记补学").sees("缺席的都补学了")
    member = meeting.at(MEMBER, "studies/").follows("登记自学")
    member.ticks("论中国共产党历史").presses("登记自学").sees("学完1篇")
    member.follows("交笔记").fills(内容="第一章：守信用，先从账目做起。").presses("提交").sees("已交1篇")
    for name in EVERYONE:
        meeting.hands_in_reflection(name).sees("学习心得已提交")
    meeting.lacks(but_not=("补学", "学习心得还没有", "还没有提交学习心得"))


def _opinions(meeting: Preparation) -> None:
    """Six channels, verbatim (R03); sorted, passed on with a receipt, answered one by one."""
    meeting.asks(COMMITTEE, "个别访谈", "离退休人员", LAST_DAY_OF_ASKING).looks("opinion-enter").fills(
        原话=f"有的党员只在村委会坐一坐，不进户，{MEMBER}也是", 涉及谁=MEMBER
    ).presses("登记这条意见").sees("已登记一条")
    meeting.asks(COMMITTEE, "座谈会", "群众代表", LAST_DAY_OF_ASKING).fills(
        原话="路灯坏了三个月没人管", 涉及谁=MEMBER
    ).fills(
        涉及谁="支部班子"  # a choice is taken back by typing as well
    ).presses("登记这条意见")
    meeting.asks(COMMITTEE, "走访", "联系户", LAST_DAY_OF_ASKING).fills(原话="夜校的课听不懂").presses(
        "登记这条意见"
    )
    meeting.asks(COMMITTEE, "征求意见表", "服务对象", LAST_DAY_OF_ASKING)
    papers = meeting.at(COMMITTEE, "opinions/").follows("录入纸质表")
    papers.fills(意见原话="窗口中午没有人\n\n说话太冲，解释两句就急").presses("登记这些意见").sees(
        "已登记2条"
    )
    for channel in ("意见箱", "网络"):
        meeting.asks(COMMITTEE, channel, "来办事的群众", LAST_DAY_OF_ASKING)
        _is_answered_by_link(meeting, channel)
    meeting.walk.days.go_by(3)
    for channel in ("意见箱", "网络"):
        row = meeting.at(COMMITTEE, "opinions/").row(channel, "来办事的群众")
        opened = meeting[COMMITTEE].follows("打开意见箱", row).presses("打开意见箱")
        opened.sees("取出1条意见")  # the form was sent twice
    _are_sorted(meeting)
    _is_corrected(meeting)
    assert meeting.is_fed_back_and_answered(SECRETARY, "采纳，林秀兰负责，六月底前办好。") == 7
    meeting.lacks(but_not=("意见没有反馈", "意见没有回应"))
    _are_received(meeting)


def _is_answered_by_link(meeting: Preparation, channel: str) -> None:
    """Somebody without an account sends the form behind the QR code, on a phone, and presses twice."""
    committee = meeting.at(COMMITTEE, "opinions/")
    committee.presses("发放链接", committee.row(channel, "来办事的群众"))
    assert committee.looks("opinion-sheet").page.locator("svg.qr__code").is_visible()
    link = committee.main.get_by_label("转发给征求对象").input_value()
    stranger = meeting.walk.nobody(viewport={"width": 375, "height": 740})
    stranger.opens(link.removeprefix(meeting.walk.site)).sees("不用登录，不用署名").looks("open-form")
    stranger.fills(您的意见=f"{channel}里的话：烧锅炉的钱去哪了")
    stranger.main.get_by_role("button", name="投进意见箱").dblclick()
    stranger.page.wait_for_url(re.compile("/sent/$"))
    stranger.sees("谢谢").looks("open-sent")
    assert stranger.page.context.cookies() == []
    meeting.at(COMMITTEE, "opinions/").sees_no("烧锅炉")


def _are_sorted(meeting: Preparation) -> None:
    committee = meeting.at(COMMITTEE, "opinions/").follows("给意见归类").looks("opinion-sort")
    for words, whom in (
        ("窗口中午", "支部班子"),
        ("说话太冲", MEMBER),
        ("意见箱里", "支部班子"),
        ("网络里", "支部班子"),
    ):
        card: Any = committee.main.locator("li.panel").filter(has_text=words)
        names = card.get_by_label("涉及谁").locator("option").all_inner_texts()
        card.get_by_label("涉及谁").select_option(label=next(name for name in names if name.startswith(whom)))
        if whom == MEMBER:
            card.get_by_label("哪个方面").select_option(label="学史崇德")
    committee.presses("保存归类").sees("已归类4条")


def _is_corrected(meeting: Preparation) -> None:
    """A wrong entry stays as it is; a new one points at it (R03)."""
    committee = meeting.at(COMMITTEE, "opinions/").follows("夜校的课听不懂").looks("opinion")
    old = committee.here
    committee.follows("更正").fills(原话="夜校的课听不懂，能不能讲点种地的事").presses("登记这条意见")
    committee.sees("更正自原来的一条").looks("opinion-corrected")
    committee.opens(old).sees("夜校的课听不懂", "这条意见已经更正")
    assert committee.main.get_by_role("textbox").count() == 0


def _are_received(meeting: Preparation) -> None:
    member = meeting[MEMBER].opens("/").follows("看反馈给您的意见并签收").sees("不进户", "说话太冲")
    member.looks("opinions-mine").sees_no("路灯").presses("我看过了，签收").presses("我看过了，签收")
    assert member.main.get_by_text("已签收", exact=True).count() == 2
    meeting.at(SECRETARY, "opinions/").sees("都反馈了，涉及班子的都回应了").looks("opinions")


def _talks(meeting: Preparation) -> None:
    """Every pair (R04), remote only for whom it counts (R05), and nobody else reads it (R06)."""
    secretary = meeting.at(SECRETARY, "talks/coverage/").sees("委员与党员", "应谈7次").looks("coverage")
    secretary.follows("接下来谁同谁谈").sees(f"{SECRETARY}—{COMMITTEE}").looks("talk-schedule")
    secretary.opens(f"{meeting.address}talks/").looks("talks").follows(COMMITTEE)
    secretary.fills(日期=DAY_OF_TALKS, 地点="支部办公室").presses("约好了")
    secretary.fills(交流了哪些思想情况=THINKING).presses("保存记录").sees("请写明相互指出了哪些不足")
    secretary.looks("talk-record").fills(相互指出了哪些不足=SHORTCOMINGS).presses("保存记录")
    record = secretary.sees("等对方确认", THINKING).looks("talk").here
    meeting[COMMITTEE].opens("/").follows("确认谈心谈话记录").sees(THINKING).presses("确认这份记录")
    for other in (MEMBER, OFFICER, ADMINISTRATOR, STRANGER):
        meeting[other].is_told_nothing_of(record, f"{record}record/", f"{record}document/")
    meeting.at(OFFICER, "talks/coverage/").sees("已谈1次").sees_no(THINKING[:4])
    _is_invited(meeting)
    for one, other, mode in (
        (SECRETARY, MEMBER, "视频"), (SECRETARY, MEMBER, "当面"), (SECRETARY, MOBILE, "视频"),
        (COMMITTEE, MEMBER, "当面"), (MEMBER, MOBILE, "短信、微信"),
    ):  # fmt: skip
        meeting.have_talked(one, other, on=DAY_OF_TALKS, mode=mode)
        if (other, mode) == (MEMBER, "视频"):
            meeting[SECRETARY].sees(f"{MEMBER}不是可以用视频谈的对象，这一次不计入").looks("talk-afar")
            meeting.at(SECRETARY, "talks/").sees("已谈1次", "不计入")
    meeting.at(SECRETARY, "talks/coverage/").sees("应谈7次，都谈过了").looks("coverage-done")
    meeting.lacks(but_not=("谈心谈话没有完成",))
    _lie_encrypted()


def _is_invited(meeting: Preparation) -> None:
    """An appointment ahead: the partner is told, and takes it over into a calendar."""
    meeting.at(COMMITTEE, "talks/").follows("约谈心谈话").fills(
        同谁谈=MOBILE, 日期="2026-05-27", 方式="电话"
    ).presses("约好了").sees("已约好")
    mobile = meeting[MOBILE].opens("/").follows(f"{COMMITTEE}约您谈心谈话").looks("talk-invited")
    with mobile.page.expect_download() as started:
        mobile.follows("存入日历")
    entry = Path(started.value.path()).read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20260527" in entry
    assert "CLASS:PRIVATE" in entry
    meeting.walk.days.go_by(4)
    mobile.opens(mobile.here).follows("登记谈话")
    mobile.fills(交流了哪些思想情况=THINKING, 相互指出了哪些不足=SHORTCOMINGS).presses("保存记录")
    meeting[COMMITTEE].opens("/").follows("确认谈心谈话记录").presses("确认这份记录").sees("双方已确认")


def _lie_encrypted() -> None:
    """Whoever has the database and not the key reads nothing of a talk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM meetings_talk")
        dump = repr([tuple(map(_bytes_as_text, row)) for row in cursor.fetchall()])
    assert dump.count("video") == 2  # the dump is of these talks
    assert THINKING[:4] not in dump
    assert SHORTCOMINGS[:4] not in dump


def _bytes_as_text(value: object) -> object:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else value


def _materials(meeting: Preparation, folder: Path) -> None:
    """Written, checked, remarked on, returned, written anew, reviewed, settled and approved (R08, R09)."""
    member = meeting.writes_material(MEMBER, "提交对照检查材料", 1).looks("material")
    member.follows("材料体检").sees("没有看到对照“学史明理”这一方面的内容", "不进户").looks(
        "check"
    ).goes_back()
    _lists_a_problem(meeting)
    committee = meeting[COMMITTEE].opens("/").follows("提交对照检查材料")
    committee.uploads(word_file(folder / "林秀兰.docx", *material(2).splitlines())).presses("提交审核")
    committee.sees("已提交，待支部审核", "林秀兰.docx")
    meeting.writes_material(MOBILE, "提交对照检查材料", 3)
    meeting.writes_material(SECRETARY, "提交对照检查材料", 4)
    meeting.lacks("支部委员会的材料还没有提交")
    _is_returned_and_mended(meeting)
    _branch_hands_in(meeting)
    for name in (COMMITTEE, MEMBER, MOBILE):
        meeting.passes(SECRETARY, f"审核{name}")
    meeting.lacks("材料还没有经上级审核")
    meeting.is_refused_as_ready("材料还没有经上级审核")
    assert meeting.passes_all(OFFICER) >= len(EVERYONE) + 1


def _lists_a_problem(meeting: Preparation) -> None:
    """The author picks a problem out of the text."""
    member = meeting[MEMBER]
    member.follows("列为问题", member.main.locator(".passage", has_text=PASSAGE)).looks("problem-add")
    assert PASSAGE in member.main.get_by_label("具体表现").input_value()
    member.fills(哪个方面="学史力行", 从哪里发现的="谈心谈话", 原因="怕得罪人").presses("列出这个问题")
    member.sees("已列入问题清单").opens(f"{meeting.address}problems/").sees(PASSAGE, "谈心谈话", "怕得罪人")
    member.looks("problems")


def _is_returned_and_mended(meeting: Preparation) -> None:
    secretary = meeting[SECRETARY].opens("/").follows(f"审核{MEMBER}").looks("review")
    secretary.follows("批注", secretary.main.locator(".passage", has_text=PASSAGE)).looks("remark")
    secretary.fills(批注="哪两个月？").presses("写下批注").sees("批注已写下")
    secretary.ticks("退回").presses("提交审核结论").sees("退回时请写明要改什么")
    secretary.ticks("退回").fills(审核意见="时间没有写清，原因要往思想上挖。").presses("提交审核结论")
    member = meeting[MEMBER].opens("/").follows("修改被退回的").sees("时间没有写清").looks("returned")
    member.follows("回应这条批注").fills(回应="五月和六月。").presses("回应").sees("已回应")
    member.follows("在线修改").looks("rewrite")
    text = member.main.get_by_label("材料正文")
    text.fill(text.input_value().replace(PASSAGE, "管账的小陈五月、六月没有按时公示"))
    member.presses("提交审核").sees("第2稿").follows("同上一稿对比").looks("compare")
    assert any("五月" in text for text in member.main.locator("ins").all_inner_texts())


def _branch_hands_in(meeting: Preparation) -> None:
    """The branch's own: drafted under the secretary, settled by the committee (R09)."""
    secretary = meeting.at(SECRETARY, "materials/").looks("materials").follows("支部委员会").follows("在线写")
    secretary.fills(材料正文=material(4).replace("我", "支委会")).presses("提交审核")
    committee = meeting.at(COMMITTEE, "materials/").follows("支部委员会").looks("settle")
    committee.ticks("通过").presses("登记审定结果").sees("请写明支委会是哪天审定的")
    committee.fills(支委会审定日期="2026-05-20").ticks(SECRETARY).ticks(COMMITTEE).presses("登记审定结果")
    committee.sees("2026年5月20日支委会审定", f"{SECRETARY}、{COMMITTEE}").looks("settled")
