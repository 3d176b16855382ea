"""docs/permissions.md: what each role may do, drawn from the permissions themselves."""

from __future__ import annotations

from core.docs import draws
from members import access
from members.access import Permission
from members.enums import Role

HEAD = """# Permissions 权限

Drawn from `*/permissions.py` by `manage.py write_docs`; do not edit.

A role is held at an organisation. Posts and membership reach that organisation and its party groups;
appointments (supervisor, officer, archivist, administrator) reach everything below. OWNER, RECORDER and HOST
belong to one object: a material's author, a meeting's recorder and host. "May this person?" is answered here;
whether it is the moment is the workflow's question ([meeting-states.md](meeting-states.md)). Whatever lies
out of reach answers 404.

角色在某一党组织担任：职务和党籍只及于本组织及其党小组；任命（督导组成员、上级党务、档案员、管理员）及于下面
的各党组织。带 ★ 的事项，任何人都不能办理本人的。

## Where a role comes from, and when it ends 角色从哪里来、到哪天止

| role 角色 | comes from 来自 | ends 止于 |
|---|---|---|
| 党员、预备党员、入党积极分子 | the register of the own branch 本支部名册 | transfer or leaving, at once 转出或移出当时 |
| 书记、副书记、委员 | a post with dates; a deputy only where delegated 任职（有起止日期；副书记须受委托） | its last day, and with belonging to the branch 任期末日，或离开支部当时 |
| 督导组成员、上级党务、档案员、管理员 | an appointment with dates 任命（有起止日期） | its last day, or leaving the register 任命末日，或移出名册当时 |
| 党小组组长 | a post at the group, for the work of its members 在党小组任职，只及于本组党员的事项 | its last day, or leaving the branch 任期末日，或离开支部当时 |
| 本人、记录人、主持人 | one object 某一事项 | with that object's record 随该事项 |
| 列席人员（群众） | the link or slip of a round; no account 链接或纸票，没有账号 | when the round closes 这一轮结束 |

Past records keep who acted in which role. An administrator reads no content of meetings: the role has no permission that opens one.
Nobody of another branch or committee has any of what follows; `tests/access/` holds every address and action against tables written by
hand, for each of these seats, for those whose post, appointment or membership ended, and for whoever is not logged in.
"""  # noqa: E501 (a table's row is one line)


@draws("docs/permissions.md")
def permissions_page() -> str:
    # Permissions register when their module is loaded, and every app's is by the time its urls are.
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
    wanted = sorted(access.PERMISSIONS.values(), key=lambda one: one.key)
    return "\n".join([HEAD, *_by_role(wanted), *_by_permission(wanted), ""])


def _by_role(wanted: list[Permission]) -> list[str]:
    lines = ["## By role 各角色可以办理的事项", ""]
    for role in Role:
        held = [f"{one.label}{'★' if one.not_own else ''}" for one in wanted if role in one.roles]
        if held:
            lines += [f"**{role.label}** (`{role}`): {'、'.join(held)}", ""]
    return lines


def _by_permission(wanted: list[Permission]) -> list[str]:
    lines = [
        "## By permission 各事项由谁办理",
        "",
        "| permission | 事项 | roles | 角色 |",
        "|---|---|---|---|",
    ]
    for one in wanted:
        roles = [role for role in Role if role in one.roles]
        codes, labels = ", ".join(roles), "、".join(role.label for role in roles)
        lines.append(f"| `{one.key}` | {one.label}{'★' if one.not_own else ''} | {codes} | {labels} |")
    return lines
