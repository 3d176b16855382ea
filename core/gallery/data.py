"""Invented meetings and people. The gallery's day stands still: 10 March 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from core.context_processors import NavItem

TODAY = dt.date(2026, 3, 10)
ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment in March 2026."""
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def day(number: int) -> dt.date:
    """A day in March 2026."""
    return dt.date(2026, 3, number)


STATES = [
    ("draft", "起草方案"),
    ("submitted", "方案待批"),
    ("returned", "方案退回"),
    ("preparing", "会前准备"),
    ("ready", "准备就绪"),
    ("in_session", "正在开会"),
    ("postponed", "推迟召开"),
    ("halted", "会议叫停"),
    ("rectifying", "整改落实"),
    ("reported", "已经上报"),
    ("archived", "已经归档"),
    ("cancelled", "已经取消"),
]

MEETING = "2025年度组织生活会"
CLAUSE = "《云溪镇党委工作方案》第三条第（二）项"

NAV = [
    NavItem("我的事项", "/gallery/home/", "list-check", count=3, order=1),
    NavItem("组织生活会", "/gallery/meeting/", "people", order=2),
    NavItem("整改台账", "/gallery/list/", "clipboard-check", count=1, order=3),
    NavItem("党员名册", "/gallery/form/", "person-lines-fill", order=4),
    NavItem("工作部署", "/gallery/deploy/", "send", order=5),
    NavItem("归档", "/gallery/archive/", "archive", order=6),
    NavItem("界面组件", "/gallery/components/", "grid", order=7),
]

STEPS: list[dict[str, Any]] = [
    {
        "title": "组织学习",
        "status": "done",
        "who": "宣传委员 李秀兰",
        "due": day(4),
        "note": "集中学习2次，补学1人",
    },
    {
        "title": "征求意见",
        "status": "done",
        "who": "组织委员 赵启明",
        "due": day(6),
        "note": "收到意见14条，已全部反馈",
    },
    {
        "title": "谈心谈话",
        "status": "overdue",
        "who": "书记 周明远",
        "due": day(8),
        "action": "去登记",
        "note": "应谈36对，已谈33对，还差3对",
        "clause": "工作方案第三条第（三）项：班子成员与党员之间必须谈",
    },
    {
        "title": "对照检查材料",
        "status": "missing",
        "who": "每名党员",
        "due": day(13),
        "action": "去审阅",
        "note": "18人中有4人还没有提交",
    },
    {"title": "筹备情况报告", "status": "open", "who": "书记 周明远", "due": day(17), "action": "起草"},
    {"title": "上次整改情况", "status": "waived", "who": "书记 周明远", "note": "新设支部，镇党委同意免除"},
    {"title": "整改清单", "status": "later", "who": "组织委员 赵启明", "due": day(27)},
]

TODOS: list[dict[str, Any]] = [
    {
        "what": "补记3次谈心谈话",
        "url": "#talks",
        "meeting": MEETING,
        "note": "与何志强、孙玉梅、吴桂英",
        "due": day(8),
        "action": "去登记",
    },
    {
        "what": "审阅陈立新的对照检查材料（第2版）",
        "url": "#review",
        "meeting": MEETING,
        "due": day(10),
        "action": "去审阅",
    },
    {
        "what": "向镇党委报送筹备情况",
        "url": "#report",
        "meeting": MEETING,
        "note": "会前10天",
        "due": day(13),
        "action": "去起草",
    },
    {
        "what": "核验“窗口排队时间长”的整改",
        "url": "#verify",
        "meeting": "2025年专题组织生活会",
        "due": day(26),
    },
    {"what": "确定会议地点", "url": "#place", "meeting": MEETING},
]

GATES: list[dict[str, Any]] = [
    {"text": "工作方案已经镇党委批准", "holds": True, "clause": ""},
    {
        "text": "谈心谈话还差3对",
        "holds": False,
        "url": "#talks",
        "action": "查看缺哪几对",
        "who": "书记、组织委员",
        "clause": CLAUSE,
    },
    {
        "text": "4名党员的对照检查材料没有通过审阅",
        "holds": False,
        "url": "#materials",
        "action": "查看名单",
        "who": "有关党员、书记",
        "clause": "工作方案第三条第（四）项",
    },
    {
        "text": "上次整改情况报告",
        "holds": False,
        "waived": True,
        "clause": "镇党委3月2日批复：新设支部免除",
    },
]

ENTRIES: list[dict[str, Any]] = [
    {
        "at": at(9, 16, 20),
        "who": "郑国栋",
        "role": "镇督导组",
        "what": "提出意见：材料中批评意见偏空",
        "tone": "warn",
        "note": "请把“加强学习”落到具体的事和时间上。",
        "clause": "工作方案第四条",
    },
    {"at": at(5, 9, 5), "who": "周明远", "role": "书记", "what": "开始会前准备"},
    {"at": at(4, 17, 40), "who": "马晓东", "role": "镇党委组织办", "what": "批准工作方案", "tone": "ok"},
    {
        "at": at(3, 10, 12),
        "who": "马晓东",
        "role": "镇党委组织办",
        "what": "退回工作方案",
        "tone": "bad",
        "note": "征求意见的范围没有写清楚。",
    },
    {"at": at(2, 15, 30), "who": "周明远", "role": "书记", "what": "报送工作方案"},
]

SEGMENTS = [
    {"op": "same", "text": "一是理论学习不够深入。"},
    {"op": "removed", "text": "有时学习不够主动，今后要加强。"},
    {
        "op": "added",
        "text": "2025年支部集中学习12次，本人缺席3次，其中10月的专题研讨没有补学，也没有写学习笔记。",
    },
    {"op": "same", "text": "二是联系群众不够经常。全年入户走访"},
    {"op": "removed", "text": "较少"},
    {"op": "added", "text": "6次，少于承诺的12次"},
    {"op": "same", "text": "。"},
]

AGENDA: list[dict[str, Any]] = [
    {"title": "通报会前准备和上次整改情况", "who": "周明远", "status": "done", "note": "8分钟"},
    {"title": "书记代表支部委员会作对照检查", "who": "周明远", "status": "done", "note": "15分钟"},
    {
        "title": "党员逐一自我批评和相互批评",
        "who": "已有5人发言",
        "status": "current",
        "note": "下一位：陈立新",
    },
    {"title": "督导组点评", "who": "郑国栋", "status": "todo"},
    {"title": "表决通过整改清单", "status": "todo"},
]

_SELF = {"state": "self", "word": ""}
_DONE = {"state": "done", "word": "已谈"}
_PLANNED = {"state": "planned", "word": "已约"}
_MISSING = {"state": "missing", "word": "还没谈"}
MATRIX: dict[str, Any] = {
    "names": ["周明远", "李秀兰", "陈立新"],
    "rows": [
        {"name": "周明远", "cells": [_SELF, _DONE, _PLANNED]},
        {"name": "李秀兰", "cells": [_DONE, _SELF, _MISSING]},
        {"name": "陈立新", "cells": [_PLANNED, _MISSING, _SELF]},
    ],
}

TILES: list[dict[str, Any]] = [
    {"label": "应召开的支部", "value": 27, "unit": "个"},
    {"label": "已经召开", "value": 19, "unit": "个", "url": "#held"},
    {"label": "准备超期", "value": 3, "unit": "个", "url": "#late", "tone": "bad"},
    {"label": "十天内到期", "value": 5, "unit": "个", "tone": "warn", "note": "含谈话未覆盖2个"},
]

PAIRS: list[dict[str, Any]] = [
    {"label": "会议时间", "value": "2026年3月20日 星期五 9:00"},
    {"label": "会议地点", "value": ""},
    {"label": "主持人", "value": "周明远（书记）"},
    {"label": "记录人", "value": "孙玉梅"},
    {"label": "会议主题", "value": "学思想、强党性、重实践、建新功", "note": "来自镇党委工作方案"},
    {"label": "工作部署", "value": "云溪镇2025年度组织生活会工作方案", "url": "#campaign"},
]

FILES: list[dict[str, Any]] = [
    {
        "name": "陈立新对照检查材料.docx",
        "url": "#f2",
        "size": 28_416,
        "version": 2,
        "by": "陈立新",
        "at": at(9, 21, 14),
        "current": True,
    },
    {
        "name": "陈立新对照检查材料.docx",
        "url": "#f1",
        "size": 26_880,
        "version": 1,
        "by": "陈立新",
        "at": at(6, 8, 2),
        "note": "书记3月7日退回修改",
    },
]

MEETINGS: list[dict[str, Any]] = [
    {
        "title": MEETING,
        "url": "#m1",
        "org": "云溪镇机关支部",
        "when": day(20),
        "state": "preparing",
        "label": "会前准备",
        "note": "谈心谈话超期",
        "due": day(8),
    },
    {
        "title": MEETING,
        "url": "#m2",
        "org": "柳湾村支部",
        "when": day(12),
        "state": "ready",
        "label": "准备就绪",
        "note": "召开会议",
        "due": day(12),
    },
    {
        "title": MEETING,
        "url": "#m3",
        "org": "东岭社区支部",
        "state": "draft",
        "label": "起草方案",
        "note": "报送方案",
        "due": day(16),
    },
    {
        "title": MEETING,
        "url": "#m4",
        "org": "青石村支部",
        "when": day(6),
        "state": "rectifying",
        "label": "整改落实",
        "note": "上报情况报告",
        "due": day(21),
    },
]

ROWS: list[dict[str, Any]] = [
    {
        "no": 1,
        "matter": "为民服务窗口排队时间长",
        "measure": "中午增设一名值班人员，公示办理时限",
        "who": "赵启明",
        "due": day(26),
        "state": "待核验",
        "tone": "info",
    },
    {
        "no": 2,
        "matter": "流动党员半年没有参加组织生活",
        "measure": "每月视频联系一次，返乡后补学",
        "who": "周明远",
        "due": day(8),
        "state": "整改中",
        "tone": "warn",
    },
    {
        "no": 3,
        "matter": "学习记录不完整",
        "measure": "当日会后由宣传委员核对签到和笔记",
        "who": "李秀兰",
        "due": day(5),
        "state": "已销号",
        "tone": "ok",
    },
]

CRUMBS = [
    {"label": "组织生活会", "url": "#meetings"},
    {"label": MEETING, "url": "#meeting"},
    {"label": "谈心谈话", "url": ""},
]

TABS: list[dict[str, Any]] = [
    {"label": "总览", "url": "#overview", "active": True},
    {"label": "会前准备", "url": "#steps", "count": 2},
    {"label": "会议", "url": "#session"},
    {"label": "整改", "url": "#items"},
    {"label": "文件", "url": "#files"},
]

CHOICES = [("committee", "党委"), ("general_branch", "党总支"), ("branch", "党支部"), ("group", "党小组")]
