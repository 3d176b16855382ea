"""The words of the genre that announce a value: 会议时间、参会人员、主持人 … as labels, and headings made
of them.
"""

from __future__ import annotations

import re

LABELS: dict[str, str] = {
    "theme": "主题 会议主题 活动主题 中心议题",
    "time": (
        "时间 日期 召开时间 召开日期 举行时间 举办时间 拟定时间 时间安排 开会时间 时间要求 "
        "会议时间安排 具体时间 "
    ),
    "meeting_name": "会议名称",
    "limit": "完成时间 完成时限 工作时限 时限要求 完成期限",
    "place": "地点 召开地点 举行地点 举办地点 地址 会场 场所 具体地点",
    "duration": "会期 时长 会议时长 预计时长 会议用时 用时",
    "host": "主持 主持人 谁主持 谁来主持 主持人员 召集人 主持人姓名 主持领导",
    "recorder": "记录 记录人 记录员 记录人员 速记 会议记录 会议记录人 会议记录员",
    "participants": (
        "参会人员 参加人员 出席人员 与会人员 参会对象 参加对象 参会范围 参加范围 出席范围 "
        "出席对象 与会 参与人员 参与对象 参与范围 参会党员 参加党员 出席党员 应到 应到人员 应参会人员 "
        "应参加人员 应到会人员 应出席人员 "
        "到会人员 人员范围 出席 参加 参加人 谁参加 谁来参加 参会 评议对象 评议范围 "
        "参评对象 参评人员 参评范围 范围对象 范围 人员 "
    ),
    "observers": "列席 列席人员 列席对象 列席范围 列席领导 列席单位 列席代表",
    "invited": (
        "邀请 特邀 邀请人员 邀请对象 特邀人员 特邀嘉宾 特邀领导 邀请领导 邀请单位 邀请嘉宾 "
        "特邀代表 邀请代表 邀请参加 邀请范围 拟邀请人员 受邀人员 应邀人员 "
    ),
    "leave": (
        "纪律 组织纪律 纪律 组织纪律 请假 请假要求 请假规定 请假事项 请假制度 请假说明 请假须知 会议纪律 "
        "纪律要求 考勤要求 "
    ),
    "agenda": (
        "议程 议程安排 议事日程 议事程序 日程 会议日程 主要议程 具体议程 程序 组织程序 主要程序 基本程序 "
        "流程 主要流程 步骤 议题 "
        "主要议题 评议程序 评议流程 会议内容 会议安排 会议事项 会上流程 会上程序 活动内容 活动程序 活动流程 "
    ),
    "dimensions": (
        "查摆重点 查摆内容 查摆方面 检视重点 检视内容 检视方面 对照检查内容 对照检查重点 "
        "对照检查方面 评议内容 重点查摆 重点检视 查摆问题重点 问题查摆重点 重点内容 "
    ),
    "organization": (
        "召开单位 组织单位 召开党组织 召开支部 支部名称 党支部名称 党组织名称 所在支部 "
        "所在党支部 会议召开单位 "
    ),
    "archive": (
        "归档 归档材料 归档内容 归档资料 归档清单 存档 存档材料 存档资料 材料归档 资料归档 归档要求 "
    ),
    "report_items": "上报材料 报送材料 报送内容 上报内容 上报资料 报送资料",
    "report_to": "报送单位 报送部门 报送对象 上报单位 上报部门 接收单位",
    "grades": "评议等次 评定等次 等次 测评等次 评议档次",
    # Labels whose values are not asked for: they end the value before them.
    "": (
        "名称 活动名称 联系人 联系电话 联系方式 电话 附件 责任人 牵头人 责任单位 "
        "责任部门 工作要求 有关要求 会议要求 相关要求 其他要求 具体要求 "
        "温馨提示 备注 注意事项 要求 指导单位 督导单位 指导人员 督导人员 督导组 学习内容 "
        "学习要求 学习时间 学习地点 谈话对象 会前准备 会前工作 准备工作 会前准备工作 会后工作 "
        "会后整改 报送要求 报送时间 抄送 主送 说明 着装要求 会议形式 召开形式 形式 组织形式 "
        "其他 其它 其他事项 邮箱 电子邮箱 承办单位 点评人 点评领导 材料要求 会务 会务保障 指导思想 总体要求 "
        "目标要求 整改落实 组织学习 谈心谈话 征求意见 查摆问题 撰写材料 材料准备 前期准备 "
    ),
}
_FIELDS = {word: field for field, words in LABELS.items() for word in words.split()}


WORDS = sorted(_FIELDS, key=len, reverse=True)
_WORDS = "|".join(WORDS)
_LEAD = r"(?:(?:本次|此次|这次)?(?:专题)?(?:组织生活会|会议|活动|民主评议)(?:的)?)?(?:拟)?"
_LABEL = rf"{_LEAD}(?:{_WORDS})"
LABEL_MARK = re.compile(
    rf"(?:[【\[〔]{_LABEL}[】\]〕][ ]{{0,4}}:?|(?:\*\*)?{_LABEL}(?:\*\*)?[ ]{{0,4}}:(?:\*\*)?)"
)
BARE_LABEL = re.compile(_LABEL)


def field_of(label: str) -> str | None:
    """Field of a label as written ('' for one that only ends another's value), None for a word that is no
    label.
    """
    label = re.sub(r"[\s*]", "", label).strip(":")
    if label in _FIELDS:
        return _FIELDS[label]
    short = re.sub("^" + _LEAD, "", label)
    return _FIELDS.get(short)


def speaks_without_colon(label: str) -> bool:
    """Is the label clear enough that a space after it is as good as a colon?"""
    short = re.sub(r"\s", "", label)
    return bool(field_of(short)) and (len(short) >= 4 or short in ("主持人", "记录人"))


_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("theme", re.compile(r"主题(?!教育|党日|实践|活动)|中心议题")),
    (
        "time",
        re.compile(
            r"^(?!.*(?:学习|谈话|整改|报送|上报|完成|公示|阶段|责任)).{0,12}(?:时间|日期)(?:安排|要求|节点|进度|范围)?(?:[和、与及地]|$)"
        ),
    ),
    ("place", re.compile(r"地点|地址|会场")),
    (
        "participants",
        re.compile(
            r"(?:参会|参加|参与|出席|与会|到会|参评|应到)(?:的)?(?:人员|对象|范围|党员)|评议(?:的)?(?:对象|范围)|^出席$|^参加$|^参会$|人员范围|^参加人$"
        ),
    ),
    ("observers", re.compile(r"^列席\S{0,4}$|列席(?:人员|范围)$")),
    ("invited", re.compile(r"^拟?(?:特邀|邀请)\S{0,4}$|邀请人员$")),
    ("host", re.compile("主持")),
    ("recorder", re.compile("记录人|^(?:会议)?记录$")),
    (
        "agenda",
        re.compile(
            "议程|议题$|(?:会议|会上|召开|评议|主要|基本|具体)(?:的)?(?:程序|流程|顺序)|(?:会议|会上|评议)步骤|^程序|^流程"
        ),
    ),
    ("archive", re.compile("归档|存档")),
    ("leave", re.compile("请假")),
    ("duration", re.compile("会期|时长")),
    ("report", re.compile("(?:材料|情况|资料|报告)(?:报送|上报)|(?:报送|上报)(?:材料|情况|资料|要求)")),
)
_MAX_HEADING = 26  # characters; a longer line is a sentence


def heading_fields(title: str) -> tuple[str, ...]:
    """Fields that a folded heading announces; several where it joins them (时间、地点)."""
    title = re.sub(r"\s", "", title).strip("。:;,、.-")
    if not title or len(title) > _MAX_HEADING:
        return ()
    known = field_of(title)
    if known is not None:
        return (known,) if known else ()
    return tuple(field for field, pattern in _HEADINGS if pattern.search(title))


BEFORE, DURING, AFTER, DEMANDS = "before", "during", "after", "demands"
_PHASES = (
    (
        AFTER,
        re.compile(
            "会后|整改(?!.{0,12}(?:情况|通报))|后续|其他事项|材料报送|归档|成果运用|结果运用|通报和报告|组织处[置理]|散会(?:以|之)?后"
        ),
    ),
    (
        DEMANDS,
        re.compile(
            "(?<!步骤)要求$|^(?:工作|有关|相关|会议|几点)?要求|须知$|组织领导|组织指导|督导|督促|保障|会议纪律|注意事项|责任(?:$|制|分工|落实)|压实|(?:落实|强化|明确).{0,4}责任|精心组织$"
        ),
    ),
    (
        DURING,
        re.compile(
            "^开会|会中|会上|会议怎么|怎么开会|召开(?!前)|开好|开展批评|民主评议|民主测评|组织评[定议]|党员互评|会议进行"
        ),
    ),
    (BEFORE, re.compile("会前|准备|前期|筹备|提前")),
)


def phase(title: str) -> str | None:
    """Where in a meeting's life a folded heading stands: before, during, after, or among demands."""
    if len(title) > 40:
        return None
    if re.search("会前", title[:8]):
        return BEFORE
    return next((name for name, pattern in _PHASES if pattern.search(title)), None)


_BARE_HEADING = re.compile(
    "(?:会前|会中|会后|会议|会上|工作|有关|相关|组织|具体|准备|活动|其他|几点|方法|实施|时间|会务|前期|后续|评议|人员|议程|材料){1,4}"
    "(?:准备|工作|安排|要求|须知|事项|步骤|议程|程序|流程|召开|保障|领导|阶段|环节|进度|计划|人员|情况)"
    "|(?:会前|会中|会后)(?:准备|工作|阶段|环节)?|召开会议|整改落实|工作(?:流程|安排)"
)


def is_bare_heading(line: str) -> bool:
    """A folded line without a number that can only be a heading."""
    line = re.sub(r"\s", "", line).strip(":#*【】[]")
    if len(line) > 20 or re.search("[。;,]", line):
        return False
    return bool(_BARE_HEADING.fullmatch(line)) or field_of(line) is not None
