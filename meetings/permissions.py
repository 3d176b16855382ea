"""Who may do what about meetings and their preparation (access.md)."""

from members.access import Permission, permission
from members.enums import Role as R

_LEADERS = (R.SECRETARY, R.DEPUTY_SECRETARY)
_COMMITTEE = (*_LEADERS, R.COMMITTEE_MEMBER)
_MEMBERS = (*_COMMITTEE, R.MEMBER, R.PROBATIONARY)

ISSUE_CAMPAIGN = permission("campaign.issue", "下发工作部署", R.OFFICER)
SET_CALENDAR = permission("calendar.set", "维护工作日历", R.ADMINISTRATOR)
PLAN_MEETING = permission("meeting.plan", "编制会议方案", *_LEADERS)
REVIEW_PLAN = permission("meeting.review_plan", "审核会议方案", R.OFFICER, R.SUPERVISOR)
RUN_MEETING = permission("meeting.run", "主持会议", *_LEADERS, R.HOST)
SUPERVISE = permission("meeting.supervise", "督导会议", R.SUPERVISOR, R.OFFICER)
REPORT_MEETING = permission("meeting.report", "上报会议情况", *_LEADERS)
ARCHIVE_MEETING = permission("meeting.archive", "归档会议", *_LEADERS, R.ARCHIVIST)
COMPLETE_STEP = permission("step.complete", "登记环节完成", *_COMMITTEE)

SEE_PLAN = permission(
    "meeting.see_plan", "查看会议方案", *_MEMBERS, R.ACTIVIST, R.HOST, R.RECORDER, R.OFFICER, R.SUPERVISOR
)
SEE_PREPARATION = permission(
    "meeting.see_preparation", "查看准备情况", *_COMMITTEE, R.HOST, R.RECORDER, R.OFFICER, R.SUPERVISOR
)

RECORD_STUDY = permission("study.record", "登记学习情况", *_COMMITTEE)
WRITE_NOTE = permission("study.write_note", "提交学习笔记和心得", *_MEMBERS)
GATHER_OPINIONS = permission("opinion.gather", "登记征求到的意见", *_COMMITTEE)
ANSWER_OPINION = permission("opinion.answer", "反馈和答复意见", *_LEADERS)
SEE_OPINIONS = permission("opinion.see", "查看征求到的意见", *_COMMITTEE, R.SUPERVISOR, R.OFFICER)
RECEIVE_OPINION = permission("opinion.receive", "确认看过对本人的意见", R.OWNER)
REMIND = permission("preparation.remind", "提醒还没有办完的人", *_LEADERS)
PLAN_TALK = permission("talk.plan", "约定谈心谈话", *_MEMBERS)
ARRANGE_TALKS = permission("talk.arrange", "采用谈话安排、替各人改日子", *_LEADERS)
RECORD_TALK = permission("talk.record", "登记谈心谈话", R.OWNER)
READ_AGREED_TALK = permission("talk.read_agreed", "查看谈话双方同意给书记看的记录", R.SECRETARY)
SEE_COVERAGE = permission("talk.coverage", "查看谈心谈话覆盖情况", *_COMMITTEE, R.SUPERVISOR, R.OFFICER)
LIST_OWN_PROBLEM = permission("problem.list_own", "列出本人的问题", *_MEMBERS)
LIST_BRANCH_PROBLEM = permission("problem.list_branch", "列出支部的问题", *_COMMITTEE)

SUBMIT_OWN_MATERIAL = permission("material.submit_own", "提交本人的材料", R.OWNER)
SUBMIT_BRANCH_MATERIAL = permission("material.submit_branch", "提交支部委员会的材料", *_LEADERS)
REVIEW_MATERIAL = permission("material.review", "审核个人材料", *_LEADERS, not_own=True)
REVIEW_IN_GROUP = permission("material.review_in_group", "审核本组党员的材料", R.GROUP_LEADER, not_own=True)
SETTLE_MATERIAL = permission("material.settle", "审定支部委员会的材料", *_COMMITTEE, not_own=True)
APPROVE_MATERIAL = permission("material.approve", "以上级身份审核材料", R.OFFICER, R.SUPERVISOR, not_own=True)
READ_MATERIAL = permission("material.read", "阅读材料", R.OWNER, *_LEADERS)

MANAGE_ATTENDANCE = permission("attendance.manage", "登记出缺席", *_COMMITTEE, R.HOST, R.RECORDER)
ASK_LEAVE = permission("attendance.ask_leave", "请假", R.OWNER)
DECIDE_LEAVE = permission("attendance.decide_leave", "审批请假", *_LEADERS, R.HOST, not_own=True)
SPEAK = permission("criticism.make", "提出批评意见", *_MEMBERS)
RECORD_CRITICISM = permission("criticism.record", "记录批评意见", R.RECORDER, R.HOST, *_LEADERS)
RESPOND = permission("criticism.respond", "对批评意见表态", R.OWNER, R.RECORDER, R.HOST)
TAKE_MINUTES = permission("minutes.take", "做会议记录", R.RECORDER, *_LEADERS)
SIGN_AS_HOST = permission("minutes.sign_host", "以主持人身份签认记录", R.HOST)
SIGN_AS_RECORDER = permission("minutes.sign_recorder", "以记录人身份签认记录", R.RECORDER)
AMEND_MINUTES = permission("minutes.amend", "补充已封存的记录", R.HOST, R.RECORDER, *_LEADERS)
READ_RECORD = permission("meeting.read_record", "查看会议记录", *_MEMBERS, R.HOST, R.RECORDER)


def to_submit(owner_id: int | None) -> Permission:
    """Who writes a material: its owner, or for the committee's (nobody's) those who lead the branch."""
    return SUBMIT_OWN_MATERIAL if owner_id else SUBMIT_BRANCH_MATERIAL


def to_raise(of_oneself: bool) -> Permission:
    """Who says which opinions a criticism takes up: its keeper, and of a self-criticism its speaker too."""
    return SPEAK if of_oneself else RECORD_CRITICISM
