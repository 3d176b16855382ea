"""docs/meeting-states.md and docs/documents.md, drawn from the moves and from the registry of documents."""

from __future__ import annotations

from core.docs import draws
from core.machine import Move
from meetings.documents import BLANKS, PRODUCERS, Producer
from meetings.enums import DocumentKind, MeetingState
from meetings.provision_table import PROVISIONS
from meetings.queries.document import NEVER, needed
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


DOCUMENTS_HEAD = """# The documents of a meeting 会议的文件

Drawn from the registry in `meetings/documents.py` by `manage.py write_docs`; do not edit.

Each is a pure function from the record to a document. All of one meeting stand on its page 文件, to be looked
at as text or as printed sheets, printed, and taken one by one, some, or all; a talk's record stands on the
talk's own page, for its parties alone. The packet holds what the record yields, in this order; what is
confidential (不公开) goes in only where the meeting's rules say so, and a blank form never does. Lists are
written as .xlsx too.

| 文件 | kind | written by | blank form by | read with | kept 保管期限 |
|---|---|---|---|---|---|"""


@draws("docs/documents.md")
def documents_page() -> str:
    return "\n".join([DOCUMENTS_HEAD, *map(_document, DocumentKind), ""])


def _document(kind: DocumentKind) -> str:
    read = "its parties" if kind in NEVER else f"`{needed(kind).key}`"
    kept = PROVISIONS[f"retention.{kind}"].default
    made, blank = _place(PRODUCERS.get(kind)), _place(BLANKS.get(kind))
    return f"| {kind.label} | `{kind.value}` | {made} | {blank} | {read} | {kept} |"


def _place(producer: Producer | None) -> str:
    """Where a producer stands, as a path a reader can open."""
    if producer is None:
        return "–"
    return f"`{producer.__module__.replace('.', '/')}.py` {producer.__name__}"
