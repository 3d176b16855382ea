"""Plans made up by a seed, each with its label: the generator writes the text from the truth, never reads it back.

What varies: form of the document, section names, numbering, label lines or prose or table, order, missing fields,
dates, placeholders, noise, script, width. The sentences around the values are the usual ones of the genre.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from meetings.reading import script
from meetings.reading.model import MANY, SINGLE

ORGANIZATIONS = (
    "青石桥社区第二党支部|县人民医院外科党支部|第三中学教工党支部|省水文局机关第一党支部|红星化工厂检修车间党支部|"
    "柏树村党支部|理工学院研究生第五党支部|市图书馆党支部|城关镇财政所党支部|滨江公司物流部党总支"
).split("|")
THEMES = (
    "坚定理想信念、勇于担当作为|锤炼过硬作风，办好民生实事|学深悟透创新理论，推动高质量发展走在前列|"
    "强党性 守初心 建新功|以严明纪律推进作风建设，服务中心大局"
).split("|")
PLACES = "三楼会议室|党群服务中心一楼大厅|行政楼A205室|党员活动室|综合楼多功能厅|办公楼东侧会议室".split("|")
HOSTS = "党支部书记|支部书记周国平|党支部书记刘晓燕同志|支部书记".split("|")
RECORDERS = "组织委员|宣传委员马丽|组织委员何伟|支部委员高静".split("|")
PARTICIPANTS = (["全体党员"], ["支部全体党员"], ["全体正式党员", "预备党员"], ["全体党员", "入党积极分子"])
OBSERVERS = (["上级党委组织员"], ["督导组成员", "群众代表"], ["工会主席"], ["党委组织部联络员"])
INVITED = (["服务对象代表"], ["职工代表2名", "退休老同志代表"], ["民主党派代表"])
LEAVE = (
    "因特殊情况不能参加的，须提前向支部书记请假",
    "无特殊原因不得请假",
    "确因工作不能到会的党员，要履行请假手续，并提交书面发言材料",
)
AGENDA = (
    "通报上年度整改措施落实情况",
    "党支部书记代表支委会作对照检查",
    "支委和党员逐一发言，开展批评和自我批评",
    "对党员进行民主测评",
    "上级党组织领导点评",
    "党支部书记作总结讲话",
)
ASPECTS = (
    ["理论学习", "能力本领", "担当作为", "廉洁自律"],
    ["政治信仰", "党员意识", "服务群众", "工作作风", "遵规守纪"],
    ["学习贯彻党的创新理论", "执行上级决策部署", "联系服务群众"],
)
STAGES = {
    "study": ("组织集中学习", "深入学习研讨", "抓好理论学习"),
    "opinions": ("广泛征求意见", "听取群众意见建议", "征求意见建议"),
    "talks": ("开展谈心谈话", "深入谈心交心", "普遍谈心谈话"),
    "problem_search": ("查摆突出问题", "认真检视问题", "查找差距不足"),
    "materials": ("撰写发言提纲", "准备对照检查材料", "撰写对照检查材料"),
}
STAGE_TEXT = {
    "study": "采取集中学习与个人自学相结合的方式，学习党章和党的创新理论。",
    "opinions": "通过座谈、走访、意见箱等方式收集党员群众的看法。",
    "talks": "支委之间、支委与党员之间普遍谈一次，谈透思想、谈清不足。",
    "problem_search": "联系工作和思想实际，把问题找准找实。",
    "materials": "做到自己动手，报支部书记审阅。",
}
REPORT_TO = "机关党委|街道党工委|镇党委|校党委组织部|公司党委|局机关党委办公室".split("|")
REPORTS = (["组织生活会情况报告"], ["情况报告", "整改清单"], ["会议情况报告", "会议记录", "整改台账"])
ARCHIVE = (["会议方案", "签到表", "会议记录"], ["会议通知", "发言提纲", "会议记录", "整改清单"])
GRADES = ["优秀", "合格", "基本合格", "不合格"]
NOISE = (
    "- 3 -",
    "第 2 页 共 5 页",
    "来源：某某文库 www.example.com",
    "发布时间：2024-02-01 浏览：88次",
    "【打印本页】",
)

LABELS = {
    "theme": ("会议主题", "主题", "活动主题", "组织生活会主题"),
    "time": ("会议时间", "时间", "召开时间", "会议日期"),
    "place": ("会议地点", "地点", "召开地点"),
    "host": ("主持人", "会议主持", "主持"),
    "recorder": ("记录人", "会议记录"),
    "participants": ("参会人员", "参加人员", "出席人员", "参会范围", "参加对象"),
    "observers": ("列席人员", "列席"),
    "invited": ("邀请人员", "特邀人员", "邀请"),
}
NUMBERS: tuple[tuple[str, ...], ...] = (
    ("一、", "（一）", "1."),
    ("一、", "1.", "（1）"),
    ("1.", "（1）", "①"),
    ("一、", "（一）", "①"),
)
CN = [*"一二三四五六七八九十", *(f"十{one}" for one in "一二三四五六七八九")]


@dataclass
class Plan:
    """Truth (`label`) and text of one made-up plan."""

    label: dict[str, Any]
    text: str = ""
    form: str = ""
    lines: list[str] = field(default_factory=list)


def number(shape: str, at: int) -> str:
    """The at-th number (from 1) in a style: 一、 （一） 1. （1） ①."""
    if "①" in shape:
        return chr(ord("①") + at - 1)
    return shape.replace("一", CN[at - 1]).replace("1", str(at))


def make(seed: int) -> Plan:
    """The plan of a seed."""
    rng = random.Random(seed)
    plan = Plan(_truth(rng))
    plan.form = rng.choice(("sections", "sections", "labels", "table", "one_line"))
    _write(plan, rng)
    plan.text = _finish(plan, rng)
    return plan


# --- Truth ------------------------------------------------------------------------------


def _truth(rng: random.Random) -> dict[str, Any]:
    label: dict[str, Any] = dict.fromkeys(SINGLE) | {key: [] for key in MANY}
    label["kind"] = rng.choice(("annual", "thematic", "thematic+appraisal"))
    label["includes_appraisal"] = label["kind"] == "thematic+appraisal"
    label["organization"] = rng.choice(ORGANIZATIONS)
    label["meeting_date"], label["_date_text"] = _date(rng)
    _maybe(rng, label, 0.85, theme=THEMES, place=PLACES, host=HOSTS, participants=PARTICIPANTS)
    _maybe(rng, label, 0.5, recorder=RECORDERS, observers=OBSERVERS, invited=INVITED, leave_rule=LEAVE)
    if label["_date_text"].endswith("日"):
        _maybe(rng, label, 0.6, meeting_time=("上午9:00", "下午2:30", "14:30", "上午", "晚上7点"))
    _maybe(rng, label, 0.4, duration=("半天", "一天", "约2小时"))
    if rng.random() < 0.8:
        # 民主测评 on the agenda makes it an appraisal, which the kind has already decided.
        steps = [step for step in AGENDA if label["includes_appraisal"] or "测评" not in step]
        label["agenda"] = sorted(rng.sample(steps, rng.randint(3, len(steps))), key=AGENDA.index)
    label["dimensions"] = rng.choice(ASPECTS) if rng.random() < 0.7 else []
    label["preparation_stages"] = _stages(rng)
    # A section that only names the aspects may be taken for the search itself.
    label["preparation_stages_optional"] = [{"kind": "problem_search", "due": None}]
    _after(rng, label)
    return label


def _maybe(rng: random.Random, label: dict[str, Any], share: float, **choices: Any) -> None:
    for key, values in choices.items():
        if rng.random() < share:
            label[key] = rng.choice(values)


def _date(rng: random.Random) -> tuple[str, str]:
    """What the label says, and what the text says."""
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    iso = f"2025-{month:02}-{day:02}"
    words = f"2025年{month}月{day}日"
    return rng.choice(
        (
            (iso, words),
            (iso, words),
            (iso, iso),
            (f"2025年{month}月中旬", f"2025年{month}月中旬"),
            (f"{month}月{day}日", f"{month}月{day}日"),
            ("2025年x月xx日", "2025年x月xx日"),
            ("××××年××月××日", "××××年××月××日"),
        )
    )


def _stages(rng: random.Random) -> list[dict[str, str | None]]:
    kinds = [kind for kind in STAGES if rng.random() < 0.8]
    dated = rng.random() < 0.6
    return [{"kind": kind, "due": _due(rng) if dated else None} for kind in kinds]


def _due(rng: random.Random) -> str:
    return rng.choice(
        (
            f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日前",
            "x月xx日前",
            "3月5日至3月9日",
            f"{rng.randint(1, 12)}月底前",
        )
    )


LIMITS = (
    ("会后{n}日内", "day"),
    ("会后{n}个工作日内", "workday"),
    ("组织生活会结束后{n}天内", "day"),
    ("会后{n}周内", "week"),
    ("召开后{n}日内", "day"),
)
AMOUNTS = {
    "day": (("7", 7), ("15", 15), ("x", None), ("十五", 15)),
    "workday": (("5", 5), ("10", 10), ("**", None)),
    "week": (("一", 1), ("两", 2)),
}


def _limit(rng: random.Random, shapes: tuple[tuple[str, str], ...], anchor: str) -> dict[str, Any]:
    shape, unit = rng.choice(shapes)
    words, amount = rng.choice(AMOUNTS[unit])
    relative = {"anchor": anchor, "amount": amount, "unit": unit}
    return {"what": "", "when_text": shape.format(n=words), "relative": relative}


def _after(rng: random.Random, label: dict[str, Any]) -> None:
    if rng.random() < 0.4:
        label["_before"] = _limit(rng, (("会前{n}天", "day"), ("提前{n}天", "day")), "before_meeting")
    if rng.random() < 0.5:
        label["_list"] = _limit(rng, LIMITS, "after_meeting")
    if rng.random() < 0.75:
        label["_report"] = _limit(rng, LIMITS, "after_meeting")
        label["report_to"] = rng.choice(REPORT_TO)
        label["report_items"] = rng.choice(REPORTS)
    if rng.random() < 0.4:
        label["archive_items"] = rng.choice(ARCHIVE)
    label["deadlines"] = [label[key] for key in ("_before", "_list", "_report") if key in label]
    if label["includes_appraisal"]:
        label["appraisal_grades"] = GRADES


# --- Text -------------------------------------------------------------------------------


def _write(plan: Plan, rng: random.Random) -> None:
    truth, lines = plan.label, plan.lines
    what = {
        "annual": "2024年度组织生活会",
        "thematic": "专题组织生活会",
        "thematic+appraisal": "专题组织生活会和民主评议党员",
    }[truth["kind"]]
    name = rng.choice(("工作方案", "实施方案", "方案"))
    lines.append(
        rng.choice((f"{truth['organization']}{what}{name}", f"关于召开{truth['organization']}{what}的通知"))
    )
    lines.append(
        rng.choice(("按照上级党组织部署，结合实际，制定如下方案。", "根据上级要求，现就有关事项安排如下："))
    )
    numbers = rng.choice(NUMBERS)
    facts = _facts(truth, rng)
    sections: list[Callable[[int], list[str]]] = []
    if plan.form in ("labels", "table"):
        joint = "\t" if plan.form == "table" else "："
        lines += [f"{label}{joint}{value}" for label, value in facts]
    else:
        sections += [_fact_section(label, value, numbers) for label, value in facts]
    sections += [_list_section(title, items, numbers) for title, items in _lists(truth, rng)]
    for at, section in enumerate(sections, start=1):
        lines += section(at)


def _facts(truth: dict[str, Any], rng: random.Random) -> list[tuple[str, str]]:
    """Label and value of the short fields, in some order; time and length of the meeting share a line."""
    time = truth["_date_text"] + rng.choice(
        ("", "", "（星期四）" if truth["_date_text"].endswith("日") else "")
    )
    time += truth["meeting_time"] or ""
    time += f"，会期{truth['duration']}" if truth["duration"] else ""
    values = {
        "theme": truth["theme"],
        "time": time,
        "place": truth["place"],
        "host": truth["host"],
        "recorder": truth["recorder"],
    }
    values |= {key: "、".join(truth[key]) for key in ("participants", "observers", "invited")}
    facts = [(rng.choice(LABELS[key]), value) for key, value in values.items() if value]
    if rng.random() < 0.3:
        rng.shuffle(facts)
    return facts


def _fact_section(label: str, value: str, numbers: tuple[str, ...]) -> Callable[[int], list[str]]:
    return lambda at: [f"{number(numbers[0], at)}{label}", f"{value}。"]


def _list_section(title: str, items: list[str], numbers: tuple[str, ...]) -> Callable[[int], list[str]]:
    def section(at: int) -> list[str]:
        return [
            number(numbers[0], at) + title,
            *(number(numbers[1], step) + item for step, item in enumerate(items, start=1)),
        ]

    return section


def _lists(truth: dict[str, Any], rng: random.Random) -> list[tuple[str, list[str]]]:
    lists = []
    if truth["preparation_stages"]:
        lists.append((rng.choice(("会前准备", "做好会前准备", "准备工作")), _stage_items(truth, rng)))
    if truth["dimensions"]:
        lists.append(_dimension_section(truth["dimensions"], rng))
    if truth["agenda"]:
        lists.append(
            (
                rng.choice(("会议议程", "会议程序", "主要议程", "会议流程")),
                [f"{step}；" for step in truth["agenda"]],
            )
        )
    lists.append((rng.choice(("会后工作", "整改落实", "会后整改")), _after_items(truth, rng)))
    demands = ["提高思想认识。各位党员要高度重视，认真准备。"]
    if truth["leave_rule"]:
        demands.append(f"严肃会议纪律。{truth['leave_rule']}。")
    lists.append((rng.choice(("工作要求", "有关要求")), demands))
    return lists


def _stage_items(truth: dict[str, Any], rng: random.Random) -> list[str]:
    shape = rng.choice(("bracket", "body"))
    items = []
    for stage in truth["preparation_stages"]:
        title, due, body = rng.choice(STAGES[stage["kind"]]), stage["due"], STAGE_TEXT[stage["kind"]]
        if due is None:
            items.append(f"{title}。{body}")
        elif shape == "bracket" or "至" in due:
            items.append(f"{title}（{due}）。{body}")
        else:
            items.append(f"{title}。{due}，{body}")
    return items


def _dimension_section(aspects: list[str], rng: random.Random) -> tuple[str, list[str]]:
    count = rng.choice((CN[len(aspects) - 1], str(len(aspects))))
    if rng.random() < 0.5:
        return "查摆重点", [f"{aspect}方面。看认识到不到位、行动实不实。" for aspect in aspects]
    body = "；".join(f"{CN[at]}是{aspect}方面" for at, aspect in enumerate(aspects))
    return "深入查摆问题", [
        f"明确重点。党员重点从以下{count}个方面进行查摆：{body}。",
        "坚持实事求是。不回避矛盾，不遮掩短处。",
    ]


def _after_items(truth: dict[str, Any], rng: random.Random) -> list[str]:
    items = ["抓好整改。针对查摆出来的问题逐条制定措施，明确责任。"]
    if "_before" in truth:
        items.insert(0, f"方案审核。{truth['_before']['when_text']}将会议方案报上级党组织审核。")
    if "_list" in truth:
        items.append(f"列出清单。{truth['_list']['when_text']}，党支部和党员列出整改清单并在支部范围内公布。")
    if "_report" in truth:
        papers, to, when = "、".join(truth["report_items"]), truth["report_to"], truth["_report"]["when_text"]
        items.append(
            f"及时报告。{when}，"
            + rng.choice((f"将{papers}报{to}。", f"向{to}报送{papers}。", f"党支部将{papers}报送{to}备案。"))
        )
    if truth["archive_items"]:
        items.append(f"做好归档。将{'、'.join(truth['archive_items'])}等材料整理归档。")
    if truth["appraisal_grades"]:
        items.append("确定等次。评议等次分为优秀、合格、基本合格、不合格。")
    return items


# --- Print ------------------------------------------------------------------------------


def _finish(plan: Plan, rng: random.Random) -> str:
    lines = plan.lines
    if plan.form == "one_line":
        text = " ".join(line if line[-1] in "。；：" else f"{line} " for line in lines)
    else:
        if rng.random() < 0.3:
            for _ in range(3):
                lines.insert(rng.randrange(1, len(lines)), rng.choice(NOISE))
        if rng.random() < 0.3:
            lines += [plan.label["organization"], "2025年1月6日"]
        text = "\n".join("　　" + line if "\t" not in line and rng.random() < 0.5 else line for line in lines)
    if rng.random() < 0.2:
        text = re.sub(r"\d", lambda digit: chr(ord(digit.group()) + 0xFEE0), text)
    if rng.random() < 0.15:
        text, plan.label = traditional(text), traditional(plan.label)
    for key in [key for key in plan.label if key.startswith("_")]:
        del plan.label[key]
    return text


_TO_TRADITIONAL = {ord(pair[1]): pair[0] for pair in reversed(script._PAIRS.split())}


def traditional(value: Any) -> Any:
    """Text, or the texts inside a label, in traditional characters; the codes of a label stay."""
    if isinstance(value, str):
        return value.translate(_TO_TRADITIONAL)
    if isinstance(value, list):
        return [traditional(item) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key in ("kind", "relative") else traditional(item) for key, item in value.items()
        }
    return value
