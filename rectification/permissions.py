"""Who may do what about rectification (access.md)."""

from members.access import permission
from members.enums import Role as R

_LEADERS = (R.SECRETARY, R.DEPUTY_SECRETARY)
COMMITTEE = (*_LEADERS, R.COMMITTEE_MEMBER)

LIST_ITEM = permission("item.list", "列出整改事项", *COMMITTEE)
REPORT_PROGRESS = permission("item.progress", "登记整改进展", R.OWNER, *_LEADERS)
CLAIM_DONE = permission("item.claim", "报告整改完成", R.OWNER)
VERIFY_ITEM = permission("item.verify", "核实销号", *COMMITTEE, not_own=True)
REOPEN_ITEM = permission("item.reopen", "重新整改", *COMMITTEE)
MAKE_COMMITMENT = permission("commitment.make", "作出整改承诺", *COMMITTEE, R.MEMBER, R.PROBATIONARY)
REPORT_COMMITMENT = permission("commitment.report", "报告承诺兑现情况", R.OWNER)
REPORT_PREVIOUS = permission("previous.report", "通报上次整改情况", *_LEADERS)
PUBLISH = permission("publication.publish", "公示", *_LEADERS)
LOOK_BACK = permission("look_back.do", "回头看", *COMMITTEE, not_own=True)
SEE_LIST = permission(
    "item.see", "查看整改清单", *COMMITTEE, R.OFFICER, R.SUPERVISOR, R.MEMBER, R.PROBATIONARY
)
SEE_PUBLICATIONS = permission("publication.see", "查看历次公示", *COMMITTEE, R.OFFICER, R.SUPERVISOR)
