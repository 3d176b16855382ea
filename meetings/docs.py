"""docs/meeting-states.md: the life of a meeting, drawn from the table of moves."""

from __future__ import annotations

from core.docs import draws
from core.machine import Move
from meetings.enums import MeetingState
from meetings.workflow import MEETING
from members.enums import Role

HEAD = """# The life of a meeting 会议的状态

Drawn from `meetings/workflow.py` by `manage.py write_docs`; do not edit.

A move is offered to whoever holds its permission ([permissions.md](permissions.md)) and succeeds when its
gates hold. Moves that the rules of a plan take away (no approval needed, no postponing) are not offered.
"""


@draws("docs/meeting-states.md")
def states_page() -> str:
    return "\n".join([HEAD, *_diagram(), "", *_table(), ""])


def _diagram() -> list[str]:
    names = [f"    {state}: {state.label}" for state in MeetingState]
    arrows = [
        f"    {source} --> {move.target}: {move.label}"
        for move in MEETING
        for source in MeetingState
        if source in move.sources
    ]
    return ["```mermaid", "stateDiagram-v2", f"    [*] --> {MeetingState.DRAFT}", *names, *arrows, "```"]


def _table() -> list[str]:
    head = "| move | 办理 | from | to | who 由谁 | gates 关口 | reason 理由 |"
    return [head, "|---|---|---|---|---|---|---|", *(_line(move) for move in MEETING)]


def _line(move: Move) -> str:
    sources = ", ".join(state for state in MeetingState if state in move.sources)
    who = "、".join(role.label for role in Role if role in move.permission.roles)
    gates = ", ".join(f"`{name}`" for name in move.gates) or "–"
    reason = "须写明" if move.needs_reason else "–"
    return f"| `{move.name}` | {move.label} | {sources} | {move.target} | {who} | {gates} | {reason} |"
