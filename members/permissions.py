"""Who may do what about organisations, people and accounts (access.md)."""

from members.access import permission
from members.enums import Role as R

MANAGE_ORGANIZATIONS = permission("members.organizations", "管理党组织", R.ADMINISTRATOR)
MANAGE_MEMBERS = permission("members.members", "管理党员名册", R.ADMINISTRATOR)
MANAGE_ACCOUNTS = permission("members.accounts", "管理账号", R.ADMINISTRATOR)
MANAGE_APPOINTMENTS = permission("members.appointments", "管理任命", R.ADMINISTRATOR)
FLAG_KEY_PERSON = permission(
    "members.key_person", "标记重点谈话对象", R.SECRETARY, R.DEPUTY_SECRETARY, R.ADMINISTRATOR
)
SEE_REGISTER = permission(
    "members.register", "查看党员名册",
    R.SECRETARY, R.DEPUTY_SECRETARY, R.COMMITTEE_MEMBER, R.OFFICER, R.ADMINISTRATOR,
)  # fmt: skip
