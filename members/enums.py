"""Fixed vocabularies about organisations and people (glossary: Organization, Member, post, KeyPersonFlag)."""

from django.db.models import TextChoices


class OrganizationKind(TextChoices):
    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    GROUP = "group", "党小组"


class MemberStatus(TextChoices):
    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"
    ACTIVIST = "activist", "入党积极分子"


class PostKind(TextChoices):
    SECRETARY = "secretary", "书记"
    DEPUTY_SECRETARY = "deputy_secretary", "副书记"
    ORGANIZATION = "organization", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    DISCIPLINE = "discipline", "纪检委员"
    COMMITTEE = "committee", "委员"
    GROUP_LEADER = "group_leader", "党小组组长"


class KeyPersonKind(TextChoices):
    NEWLY_DEVELOPED = "newly_developed", "新发展党员"
    NEWLY_TRANSFERRED = "newly_transferred", "新转入党员"
    HARDSHIP = "hardship", "生活困难党员"
    MOBILE = "mobile", "流动党员"
    ELDERLY = "elderly", "年老体弱党员"
    DISCIPLINED = "disciplined", "受处分处置党员"
    OTHER = "other", "其他需要关心的党员"


class RowOutcome(TextChoices):
    """What a row of an imported list does to the register."""

    NEW = "new", "新登记"
    MOVED = "moved", "转入"
    CHANGED = "changed", "变更"
    SAME = "same", "没有变化"
    REFUSED = "refused", "不能导入"


class RosterMode(TextChoices):
    """Which rows of a list are written."""

    ALL = "all", "全部导入，有一行不行就都不导入"
    GOOD = "good", "只导入没有问题的行"


class Role(TextChoices):
    """In what capacity somebody acts; written into the audit row of every action.

    Roles from OWNER on belong to one object (a meeting's recorder), the others to an organisation.
    """

    MEMBER = "member", "党员"
    PROBATIONARY = "probationary", "预备党员"
    ACTIVIST = "activist", "入党积极分子"
    COMMITTEE_MEMBER = "committee_member", "委员"
    DEPUTY_SECRETARY = "deputy_secretary", "副书记"
    SECRETARY = "secretary", "书记"
    SUPERVISOR = "supervisor", "督导组成员"
    OFFICER = "officer", "上级党务"
    ARCHIVIST = "archivist", "档案员"
    ADMINISTRATOR = "administrator", "管理员"
    OWNER = "owner", "本人"
    GROUP_LEADER = "group_leader", "党小组组长"
    RECORDER = "recorder", "记录人"
    HOST = "host", "主持人"
    GUEST = "guest", "列席人员"
    SYSTEM = "system", "系统"


# What an appointment may give; every other role follows from posts, membership, or the object itself.
APPOINTED_ROLES = (Role.SUPERVISOR, Role.OFFICER, Role.ARCHIVIST, Role.ADMINISTRATOR)
