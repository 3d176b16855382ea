"""The table of provisions: keys, types, defaults, and the clause each default comes from.

Read through `meetings.provisions`, which checks and words the values. Keys never change their meaning
once stored: a new meaning takes a new key. Defaults rest on a regulation where one speaks, else on the
house; the shipped templates (`meetings/plans/`) set their own values with their own clauses.
"""

from __future__ import annotations

from meetings.enums import (
    DocumentKind,
    MaterialForm,
    OpinionChannel,
    PairClass,
    PublicationScope,
    Retention,
    StepKind,
)
from meetings.provision_types import (
    ProvisionSpec,
    ProvisionType,
    number,
    numbers,
    one_of,
    share,
    some_of,
    switch,
    text,
    texts,
)
from members.enums import KeyPersonKind, Role

SUPERIOR = "上级党组织"  # the body above, whatever it is called
BRANCH_RULES = "《中国共产党支部工作条例（试行）》"


GROUPS = {
    "gate": "关口",
    "quorum": "到会人数",
    "study": "组织学习",
    "opinions": "征求意见",
    "talks": "谈心谈话",
    "problems": "查摆问题",
    "materials": "对照检查材料",
    "deadline": "期限",
    "leave": "请假缺席",
    "attendance": "参会要求",
    "criticism": "批评和自我批评",
    "minutes": "会议记录",
    "supervision": "督导",
    "appraisal": "民主评议",
    "rectification": "整改落实",
    "report": "情况报告",
    "circular": "情况通报",
    "archive": "归档",
    "retention": "保管期限",
    "reminders": "提醒",
}


_WAIVERS = [
    ("none", "任何人都不能放行"),
    (Role.SECRETARY, "支部书记"),
    (Role.OFFICER, "上级党务"),
    (Role.SUPERVISOR, "督导组成员"),
]
# Who may let a gate pass is one row; which gates stand is one row each.
_GATES = [
    switch("gate.plan_approved", "方案经上级审核同意后才能开始准备", False),
    switch(
        "gate.studies_held",
        "规定的学习都已开展或补学后才能开会",
        True,
        f"{BRANCH_RULES}第十七条：会前认真学习",
    ),
    switch(
        "gate.opinions_fed_back",
        "征求到的意见都已反馈后才能开会",
        True,
        f"{BRANCH_RULES}第十七条：会前听取意见",
    ),
    switch("gate.opinions_answered", "涉及班子的意见逐条回应后才能开会", False),
    switch("gate.talks_covered", "谈心谈话覆盖到位后才能开会", True, f"{BRANCH_RULES}第十七条：会前谈心谈话"),
    switch("gate.materials_approved", "应交的对照检查材料都审核通过后才能开会", True),
    switch("gate.previous_reported", "上次整改落实情况写明后才能开会", False),
    switch("gate.attendance", "到会人数达到规定后才能开会", True),
    switch("gate.superior_approval", "材料经上级审核通过后才能开会", False),
    switch("gate.preparation_reported", "筹备情况报上级后才能开会", False),
    switch("gate.upper_first", "上一级的组织生活会开过后，支部才能开会", False),
    one_of(
        "gate.waivable_by",
        "谁可以说明理由后放行关口",
        _WAIVERS,
        Role.OFFICER.value,
        overridable=False,
        help="放行要写明理由，理由记入会议档案",
    ),
]

_QUORUM = [
    share(
        "quorum.hard",
        "到会人数低于此比例不能开会",
        "1/2",
        f"{BRANCH_RULES}第十一条（表决须有半数以上有表决权的党员到会）、第十二条（支委会须有半数以上委员到会）",
    ),
    share("quorum.advisory", "到会人数低于此比例给出提醒", "2/3"),
    some_of(
        "quorum.excused_key_kinds",
        "哪些党员可按规定免于到会",
        KeyPersonKind.choices,
        [KeyPersonKind.ELDERLY.value],
        help="免于到会的党员不算无故缺席",
    ),
]

_STUDY = [
    switch("study.group_required", "须组织集体学习", True, f"{BRANCH_RULES}第十七条：会前认真学习"),
    switch("study.discussion_required", "须召开专题讨论会", False),
    switch("study.notes_required", "个人自学须做读书笔记", False),
    switch("study.reflection_required", "每名党员须交书面学习心得", False),
    switch("study.make_up_required", "未参加集体学习的须补学", True),
]

_OPINIONS = [
    some_of(
        "opinions.channels",
        "征求意见的渠道",
        OpinionChannel.choices,
        [OpinionChannel.MEETING.value, OpinionChannel.INTERVIEW.value],
    ),
    switch("opinions.verbatim", "意见原汁原味记录，录入后不得改动", True, fixed=True, overridable=False),
    switch("opinions.anonymous_allowed", "可以不署名提意见", True),
    switch("opinions.answer_each", "涉及班子的意见须逐条回应", False),
]

_ANNUAL_TALKS = f"{BRANCH_RULES}第十九条：委员之间、委员和党员之间、党员之间每年谈心谈话一般不少于1次"
_TALKS = [
    some_of(
        "talks.pair_classes",
        "必须谈到的对象",
        PairClass.choices,
        [
            PairClass.COMMITTEE_COMMITTEE.value,
            PairClass.COMMITTEE_MEMBER.value,
            PairClass.MEMBER_MEMBER.value,
        ],
        _ANNUAL_TALKS,
    ),
    number("talks.minimum_per_pair", "每对至少谈几次", 1, "次", _ANNUAL_TALKS, minimum=1, maximum=12),
    one_of(
        "talks.member_member_scope",
        "党员之间怎样才算谈到",
        [("each_once", "每名党员至少与一名党员谈过"), ("all_pairs", "每两名党员之间都谈过")],
        "each_once",
    ),
    one_of(
        "talks.committee_member_scope",
        "委员与党员怎样才算谈到",
        [("all_pairs", "每名委员与每名党员都谈过"), ("each_once", "每名党员至少与一名委员谈过")],
        "all_pairs",
    ),
    some_of(
        "talks.remote_counts_for",
        "对哪些党员可以用视频、电话、短信等方式谈",
        KeyPersonKind.choices,
        [KeyPersonKind.MOBILE.value, KeyPersonKind.ELDERLY.value],
    ),
    some_of(
        "talks.key_kinds",
        "书记须当面谈的重点对象",
        KeyPersonKind.choices,
        [
            KeyPersonKind.NEWLY_DEVELOPED.value,
            KeyPersonKind.NEWLY_TRANSFERRED.value,
            KeyPersonKind.HARDSHIP.value,
            KeyPersonKind.MOBILE.value,
            KeyPersonKind.ELDERLY.value,
            KeyPersonKind.DISCIPLINED.value,
        ],
    ),
    switch("talks.group_allowed", "可以一人同几人一起谈", False),
    switch(
        "talks.record_needs_substance",
        "谈话记录须写明思想情况和对方不足",
        True,
        help="一般性沟通、谈具体工作不算谈心谈话",
    ),
    switch("talks.confidential", "谈话内容只有谈话双方可见", True, fixed=True, overridable=False),
]

_FORMS = [*MaterialForm.choices, ("none", "不要求")]
_AUTHORS = [
    ("committee", "支部班子"),
    ("secretary", "书记"),
    ("committee_member", "委员"),
    ("member", "党员"),
]
_SECTIONS = [("problems", "问题"), ("causes", "原因"), ("measures", "整改")]
_PROBLEMS = [
    switch("problems.source_required", "每个问题须写明来源", False),
    switch("problems.cause_required", "每个问题须写明原因", False),
]
_MATERIALS = [
    one_of("materials.committee_form", "支部班子应交的材料", _FORMS, MaterialForm.FULL.value),
    one_of("materials.secretary_form", "书记应交的材料", _FORMS, MaterialForm.OUTLINE.value),
    one_of("materials.committee_member_form", "委员应交的材料", _FORMS, MaterialForm.OUTLINE.value),
    one_of("materials.member_form", "党员应交的材料", _FORMS, MaterialForm.OUTLINE.value),
    switch("materials.group_reviews", "个人材料先由党小组组长审核", False),
    switch("materials.secretary_reviews", "个人材料由书记审核", True),
    switch("materials.committee_settles", "支部材料由支部委员会审定", True),
    switch("materials.superior_reviews", "材料须报上级审核", False),
    some_of("materials.superior_scope", "报上级审核的是谁的材料", _AUTHORS, ["committee"]),
    switch("materials.own_hand", "个人材料须本人动手写", True, fixed=True, overridable=False),
    some_of(
        "materials.check.required_sections", "材料须有的部分", _SECTIONS, ["problems", "causes", "measures"]
    ),
    number("materials.check.min_problem_chars", "问题部分至少写多少字", 500, "字", maximum=20_000),
    number("materials.check.min_cause_chars", "原因部分至少写多少字", 300, "字", maximum=20_000),
    share("materials.check.problem_cause_share", "问题和原因至少占全文的比例", "1/2"),
    switch("materials.check.aspects_covered", "须覆盖规定的每个方面", True),
    switch("materials.check.opinions_answered", "须回应征求到的意见", True),
    switch("materials.check.repeats_last_year", "提示与往年未解决问题重复的内容", True),
    number(
        "materials.check.copied_passage_chars", "多长的相同段落视为雷同", 60, "字", minimum=20, maximum=1000
    ),
]

# A plan's step carries its own deadline; a campaign sets these to bind all steps of the kind.
_DEADLINES = [
    ProvisionSpec(f"deadline.{kind}", f"{kind.label}的期限", ProvisionType.DEADLINE, None, nullable=True)
    for kind in StepKind
    if kind not in (StepKind.MEETING, StepKind.OTHER)
]

_MEETING = [
    switch("leave.in_advance", "因故不能到会须会前请假", True),
    switch("leave.forbidden_for_committee", "委员无特殊情况不得请假", False),
    switch("leave.written_speech_read", "缺席党员的书面发言由他人代读", False),
    switch("leave.inform_absent", "会后由主持人向缺席人转告会议情况和批评意见", True),
    switch("attendance.dual_life", "领导干部以普通党员身份参加所在支部的组织生活会", True),
    switch("criticism.flag_hopes", "提示以希望、工作建议代替批评的内容", True),
    switch("criticism.secretary_first", "书记带头发言和自我批评", True),
    switch("criticism.response_required", "受批评人须当场表态", True),
    switch("criticism.recorded_without_names", "互评意见不记名记录", False),
    texts(
        "minutes.fields",
        "会议记录须写明的内容",
        ["会议名称", "时间", "地点", "出席人员", "缺席人员", "主持人", "记录人"],
    ),
    switch("minutes.append_only", "记录封存后只能补充、不能改动", True, fixed=True, overridable=False),
    switch("supervision.reads_plan", "督导组会前审阅方案", True, overridable=False),
    switch("supervision.reads_materials", "督导组会前审阅材料", False, overridable=False),
    switch("supervision.may_postpone", "督导组可以要求推迟开会", True, overridable=False),
    switch("supervision.may_halt", "督导组可以叫停会议、督促重新召开", True, overridable=False),
    switch("supervision.final_comment_required", "散会前须由上级点评", False),
]

_BRANCH_APPRAISAL = f"{BRANCH_RULES}第十八条"
_APPRAISAL = [
    number("appraisal.aspect_points", "每个评议方面的满分", 20, "分", minimum=1, maximum=100, nullable=True),
    texts("appraisal.grades", "评定等次（从高到低）", ["优秀", "合格", "基本合格", "不合格"]),
    text("appraisal.excellent_grade", "比例受限的等次", "优秀"),
    share(
        "appraisal.excellent_cap",
        "优秀等次的比例上限（人数向下取整）",
        "1/3",
        "民主评议党员的通行要求：优秀比例一般不超过党员总数的三分之一",
    ),
    one_of(
        "appraisal.cap_denominator",
        "优秀比例按什么人数计算",
        [
            ("full_members", "正式党员总数"),
            ("graded_members", "参加评定的党员人数"),
            ("all_members", "党员总数（含预备党员）"),
        ],
        "full_members",
    ),
    switch("appraisal.probationary_votes", "预备党员参加评议他人", True),
    switch("appraisal.probationary_graded", "预备党员评定等次", False),
    texts("appraisal.needs_superior_for", "哪些等次须报上级审批", ["优秀", "不合格"]),
    switch("appraisal.consult_members", "初步意见须征求全体党员意见", True),
    switch("appraisal.guests_tally", "党外群众参加测评，另行计票", False),
    switch("appraisal.branch_assessed", "同时评议支部班子及其成员", True),
    number(
        "appraisal.anonymity_threshold", "参加测评少于多少人时合并显示结果", 5, "人", minimum=3, maximum=50
    ),
    number("appraisal.tellers", "计票人数", 2, "人", minimum=2, maximum=5),
    switch("appraisal.remote_allowed", "经上级同意可以远程投票", False, overridable=False),
    switch(
        "appraisal.by_group_allowed",
        "人数多的支部可以分党小组评议",
        True,
        f"{_BRANCH_APPRAISAL}：党员人数较多的可以在党小组范围内自评互评",
    ),
    number(
        "appraisal.min_group_size",
        "支部多少人以上可以分党小组评议",
        None,
        "人",
        minimum=1,
        maximum=1000,
        nullable=True,
    ),
    switch("appraisal.acknowledged", "评议结果须反馈本人并由本人确认", True),
    switch("appraisal.secret", "评分、投票不记名", True, fixed=True, overridable=False),
]

_RECTIFICATION = [
    switch("rectification.commitment_required", "党员须作出整改承诺", False),
    switch("rectification.publish_required", "整改清单和承诺须公示", False),
    one_of(
        "rectification.publish_scope",
        "整改公示的范围",
        PublicationScope.choices,
        PublicationScope.BRANCH.value,
    ),
    number("rectification.publish_days", "公示多少天", 7, "天", minimum=1, maximum=365),
    switch("rectification.names_hidden", "公示时隐去个人姓名", False),
    switch("rectification.ledger", "建立台账，销号管理", True),
    switch("rectification.verify_by_second", "销号须由另一人核实", True, fixed=True, overridable=False),
    number("rectification.overdue_escalates_after_days", "逾期多少天后提醒上级", 7, "天", maximum=365),
    numbers(
        "rectification.look_back_months",
        "整改完成后隔多久回头看",
        [],
        "个月",
        minimum=1,
        maximum=60,
        nullable=True,
    ),
    switch("rectification.report_at_next_meeting", "下次会议通报每一项的落实情况", True),
    number("rectification.recurrence_years", "向前查几年是否年年重复", 3, "年", minimum=1, maximum=10),
]

_AFTER = [
    text("report.to", "情况报告报给谁", SUPERIOR),
    some_of("report.attachments", "情况报告附什么", DocumentKind.choices, []),
    text("circular.scope", "情况通报的范围", "适当范围", nullable=True),
    some_of(
        "archive.required_documents",
        "档案必须有的材料",
        DocumentKind.choices,
        [
            kind.value
            for kind in (
                DocumentKind.PLAN,
                DocumentKind.NOTICE,
                DocumentKind.SIGN_IN,
                DocumentKind.MINUTES,
                DocumentKind.RECTIFICATION_LIST,
            )
        ],
    ),
    switch("archive.include_talk_text", "归档谈话内容", False, help="谈话内容默认只有双方可见"),
    switch("archive.include_named_criticism", "归档署名的批评意见", False),
]

_PERMANENT = (DocumentKind.REPORT, DocumentKind.RECTIFICATION_PLAN)
_THIRTY_YEARS = (
    DocumentKind.PLAN,
    DocumentKind.MINUTES,
    DocumentKind.MATERIAL_BRANCH,
    DocumentKind.MATERIAL_MEMBER,
    DocumentKind.APPRAISAL_FORMS,
    DocumentKind.APPRAISAL_SUMMARY,
    DocumentKind.RECTIFICATION_LIST,
    DocumentKind.LEDGER,
    DocumentKind.COMMITMENTS,
)


def _period(kind: DocumentKind) -> str:
    if kind in _PERMANENT:
        return Retention.PERMANENT.value
    return Retention.THIRTY_YEARS.value if kind in _THIRTY_YEARS else Retention.TEN_YEARS.value


_RETENTION = [
    one_of(
        f"retention.{kind}", f"{kind.label}的保管期限", Retention.choices, _period(kind), overridable=False
    )
    for kind in DocumentKind
]

_REMINDERS = [
    numbers("reminders.days_before", "期限前几天提醒", [0, 1, 3, 7], "天", maximum=60),
    number("reminders.overdue_every_days", "逾期后每隔几天提醒一次", 3, "天", minimum=1, maximum=30),
]

PROVISIONS: dict[str, ProvisionSpec] = {
    row.key: row
    for row in [
        *_GATES,
        *_QUORUM,
        *_STUDY,
        *_OPINIONS,
        *_TALKS,
        *_PROBLEMS,
        *_MATERIALS,
        *_DEADLINES,
        *_MEETING,
        *_APPRAISAL,
        *_RECTIFICATION,
        *_AFTER,
        *_RETENTION,
        *_REMINDERS,
    ]
}
