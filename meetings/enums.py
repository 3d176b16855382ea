"""Fixed vocabularies about meetings. What a notice may change is a provision, not a word here."""

from django.db.models import TextChoices


class MeetingKind(TextChoices):
    ANNUAL = "annual", "年度组织生活会"
    THEMATIC = "thematic", "专题组织生活会"


class MeetingForm(TextChoices):
    GENERAL = "general", "党员大会"
    COMMITTEE = "committee", "支委会"
    GROUP = "group", "党小组会"


class MeetingState(TextChoices):
    DRAFT = "draft", "起草方案"
    SUBMITTED = "submitted", "方案待批"
    RETURNED = "returned", "方案退回"
    PREPARING = "preparing", "会前准备"
    READY = "ready", "准备就绪"
    IN_SESSION = "in_session", "正在开会"
    POSTPONED = "postponed", "推迟召开"
    HALTED = "halted", "会议叫停"
    RECTIFYING = "rectifying", "整改落实"
    REPORTED = "reported", "已经上报"
    ARCHIVED = "archived", "已经归档"
    CANCELLED = "cancelled", "已经取消"


class StepKind(TextChoices):
    """A duty before or after the meeting (准备环节)."""

    STUDY = "study", "组织学习"
    OPINIONS = "opinions", "征求意见"
    TALKS = "talks", "谈心谈话"
    PROBLEM_SEARCH = "problem_search", "查摆问题"
    REVIEW_PREVIOUS = "review_previous", "上次整改"
    MATERIALS = "materials", "对照检查材料"
    PLAN_APPROVAL = "plan_approval", "方案报批"
    PREPARATION_REPORT = "preparation_report", "筹备情况报告"
    NOTICE = "notice", "会议通知"
    MEETING = "meeting", "召开会议"
    APPRAISAL = "appraisal", "民主评议"
    INFORM_ABSENT = "inform_absent", "转告缺席人员"
    RECTIFICATION_LIST = "rectification_list", "整改清单"
    COMMITMENTS = "commitments", "整改承诺"
    PUBLICATION = "publication", "公示"
    CIRCULAR = "circular", "通报"
    REPORT = "report", "情况报告"
    FILING = "filing", "整改方案备案"
    LOOK_BACK = "look_back", "回头看"
    ARCHIVE = "archive", "材料归档"
    OTHER = "other", "其他"


# Duties that come after the meeting: before it they are not late, they are not yet due.
AFTER_MEETING = frozenset({
    StepKind.INFORM_ABSENT, StepKind.RECTIFICATION_LIST, StepKind.COMMITMENTS, StepKind.PUBLICATION,
    StepKind.CIRCULAR, StepKind.REPORT, StepKind.FILING, StepKind.LOOK_BACK, StepKind.ARCHIVE,
})  # fmt: skip


class Anchor(TextChoices):
    """From which day a deadline is counted."""

    MEETING = "meeting", "会议日期"
    CAMPAIGN_START = "campaign_start", "部署开始日"
    CAMPAIGN_END = "campaign_end", "部署截止日"
    STEP = "step", "另一环节完成日"
    ABSOLUTE = "absolute", "固定日期"


class Unit(TextChoices):
    DAY = "day", "天"
    WORKDAY = "workday", "个工作日"
    WEEK = "week", "周"
    MONTH = "month", "个月"


class Direction(TextChoices):
    BEFORE = "before", "前"
    AFTER = "after", "后"


class Responsible(TextChoices):
    """Who answers for a step, before a person is named."""

    SECRETARY = "secretary", "书记"
    ORGANIZATION = "organization", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    COMMITTEE = "committee", "支部委员会"
    EACH_MEMBER = "each_member", "每名党员"
    HOST = "host", "主持人"
    RECORDER = "recorder", "记录人"
    SUPERIOR = "superior", "上级党组织"


class Capacity(TextChoices):
    """In what capacity a person is at the meeting (出缺席)."""

    PARTICIPANT = "participant", "参加"
    OBSERVER = "observer", "列席"
    INVITED = "invited", "邀请"


class AttendeeRule(TextChoices):
    """Which people of the register a line of the attendance plan stands for."""

    ALL_MEMBERS = "all_members", "全体党员"
    COMMITTEE_MEMBERS = "committee_members", "全体委员"
    GROUP_MEMBERS = "group_members", "本组党员"
    ACTIVISTS = "activists", "入党积极分子"
    NAMED = "named", "按姓名列出的人员"
    SUPERIOR = "superior", "上级党组织人员"
    SUPERVISION = "supervision", "督导组、指导组"
    NON_PARTY = "non_party", "党外群众代表"


class PresenceState(TextChoices):
    EXPECTED = "expected", "应到"
    PRESENT = "present", "到会"
    LEAVE_ASKED = "leave_asked", "已请假待批"
    ON_LEAVE = "on_leave", "请假"
    EXCUSED = "excused", "按规定免于到会"
    ABSENT = "absent", "缺席"


class PairClass(TextChoices):
    """Classes of talk pairs a plan may require (R04, R05)."""

    COMMITTEE_COMMITTEE = "committee_committee", "委员之间"
    COMMITTEE_MEMBER = "committee_member", "委员与党员"
    MEMBER_MEMBER = "member_member", "党员之间"
    SECRETARY_MEMBER = "secretary_member", "书记与党员"
    SECRETARY_KEY_PERSON = "secretary_key_person", "书记与重点对象"


class TalkMode(TextChoices):
    FACE = "face", "当面"
    HOME_VISIT = "home_visit", "上门"
    VIDEO = "video", "视频"
    PHONE = "phone", "电话"
    MESSAGE = "message", "短信、微信"


REMOTE_MODES = frozenset({TalkMode.VIDEO, TalkMode.PHONE, TalkMode.MESSAGE})


class StudyKind(TextChoices):
    SELF = "self", "个人自学"
    GROUP = "group", "集体学习"
    DISCUSSION = "discussion", "专题研讨"
    MAKE_UP = "make_up", "补学"


class OpinionChannel(TextChoices):
    MEETING = "meeting", "座谈会"
    INTERVIEW = "interview", "个别访谈"
    TALK = "talk", "谈心谈话中听取"
    FORM = "form", "征求意见表"
    BOX = "box", "意见箱"
    ONLINE = "online", "网络"
    VISIT = "visit", "走访"


class MaterialForm(TextChoices):
    FULL = "full", "对照检查材料"
    OUTLINE = "outline", "发言提纲"
    PROBLEM_LIST = "problem_list", "问题清单"
    SELF_APPRAISAL = "self_appraisal", "自我鉴定材料"


class MaterialState(TextChoices):
    OWED = "owed", "未提交"
    WITH_GROUP = "with_group", "待党小组组长审核"
    SUBMITTED = "submitted", "待支部审核"
    WITH_COMMITTEE = "with_committee", "待支委会审定"
    REVIEWED = "reviewed", "待上级审核"
    RETURNED = "returned", "退回修改"
    HANDED_IN = "handed_in", "已提交"
    APPROVED = "approved", "审核通过"


class ReviewStage(TextChoices):
    """The reviews that a plan may ask for, in their order (R09)."""

    GROUP = "group", "党小组组长审核"
    SECRETARY = "secretary", "书记审核"
    COMMITTEE = "committee", "支委会审定"
    SUPERIOR = "superior", "上级审核"


class ReviewVerdict(TextChoices):
    APPROVE = "approve", "通过"
    RETURN = "return", "退回"


class ProblemSource(TextChoices):
    """Where a problem comes from (R02)."""

    STUDY = "study", "学习研讨"
    SPECIAL_MEETING = "special_meeting", "专题会议"
    FIELD_VISIT = "field_visit", "调研走访"
    LETTER = "letter", "来信来电来访"
    SUPERIOR = "superior", "上级反馈"
    TALK = "talk", "谈心谈话"
    OPINION = "opinion", "征求意见"
    SELF = "self", "自己查找"


class CriticismKind(TextChoices):
    SELF = "self", "自我批评"
    MUTUAL = "mutual", "相互批评"


class SupervisionKind(TextChoices):
    COMMENT = "comment", "督导意见"
    POSTPONE = "postpone", "要求推迟"
    HALT = "halt", "叫停"
    FINAL = "final", "会末点评"


class AgendaKind(TextChoices):
    OPENING = "opening", "宣布开会"
    PREVIOUS = "previous", "通报上次整改"
    REPORT = "report", "书记报告工作"
    OPINIONS = "opinions", "通报征求意见"
    COMMITTEE_PROBLEMS = "committee_problems", "支委会对照检查"
    SECRETARY_SELF = "secretary_self", "书记带头发言"
    SELF_AND_MUTUAL = "self_and_mutual", "批评和自我批评"
    GUESTS = "guests", "听取意见"
    APPRAISAL = "appraisal", "民主评议"
    SUPERVISION = "supervision", "督导点评"
    SUMMARY = "summary", "总结表态"
    OTHER = "other", "其他"


class DocumentKind(TextChoices):
    """A document of the meeting's file (R31); retention and completeness are provisions per kind."""

    PLAN = "plan", "会议方案"
    NOTICE = "notice", "会议通知"
    STUDY_RECORD = "study_record", "学习记录"
    OPINION_SUMMARY = "opinion_summary", "征求意见汇总表"
    OPINION_ORIGINALS = "opinion_originals", "征求意见原始记录"
    TALK_COVERAGE = "talk_coverage", "谈心谈话覆盖表"
    TALK_RECORDS = "talk_records", "谈心谈话记录"
    PROBLEM_LIST = "problem_list", "问题清单"
    MATERIAL_BRANCH = "material_branch", "支部对照检查材料"
    MATERIAL_MEMBER = "material_member", "个人对照检查材料"
    PREVIOUS_RECTIFICATION = "previous_rectification", "上次整改落实情况报告"
    PREPARATION_REPORT = "preparation_report", "筹备情况报告"
    SIGN_IN = "sign_in", "签到表"
    AGENDA = "agenda", "会议议程"
    MINUTES = "minutes", "会议记录"
    CRITICISM_SUMMARY = "criticism_summary", "批评意见汇总表"
    APPRAISAL_FORMS = "appraisal_forms", "民主评议党员登记表"
    APPRAISAL_SCORES = "appraisal_scores", "民主评议党员评分表"
    APPRAISAL_BRANCH = "appraisal_branch", "基层党组织民主评议表"
    APPRAISAL_SUMMARY = "appraisal_summary", "民主评议党员汇总表"
    RECTIFICATION_LIST = "rectification_list", "整改清单"
    RECTIFICATION_PLAN = "rectification_plan", "整改方案"
    COMMITMENTS = "commitments", "整改承诺书"
    LEDGER = "ledger", "整改台账"
    CIRCULAR = "circular", "情况通报"
    REPORT = "report", "情况报告"
    SUPERVISION_COMMENTS = "supervision_comments", "督导意见"


class Retention(TextChoices):
    """How long an archive keeps a document (保管期限)."""

    PERMANENT = "permanent", "永久"
    THIRTY_YEARS = "y30", "30年"
    TEN_YEARS = "y10", "10年"


class PublicationScope(TextChoices):
    """Before whom a list is laid open (公示范围)."""

    BRANCH = "branch", "本支部党员"
    MASSES = "masses", "本支部党员和服务联系的群众"
    UNIT = "unit", "本单位全体干部职工"
    SYSTEM = "system", "本系统各党组织"
