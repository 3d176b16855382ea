"""Which documents that name people go into a packet: the branch's table, else the meeting's rules (R06)."""

from __future__ import annotations

from dataclasses import dataclass

from archive.lineage import lineage
from archive.models import ConfidentialityRule
from meetings.documents import Produced
from meetings.enums import DocumentKind as D
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from members.models import Organization

# Kinds whose documents name who said what, and the rule of the meeting that lets each in. The minutes have
# none: an archive must hold the original record (R31), so they go in unless a table keeps them out.
NAMED: dict[D, str] = {
    D.TALK_RECORDS: "archive.include_talk_text",
    D.CRITICISM_SUMMARY: "archive.include_named_criticism",
    D.OPINION_ORIGINALS: "",
    D.MINUTES: "",
}
ENTERS_BY_DEFAULT = frozenset({D.MINUTES})


@dataclass(frozen=True)
class Admission:
    """What may enter a meeting's packet."""

    enters: dict[D, bool]

    @classmethod
    def of(cls, meeting: Meeting, rulebook: Rulebook | None = None) -> Admission:
        """The meeting's own rules come first, then the nearest organisation's table, then the default."""
        rules = rulebook or Rulebook.of(meeting)
        own = set(
            meeting.provisions.filter(key__in=filter(None, NAMED.values())).values_list("key", flat=True)
        )
        tables = table_of(meeting.organization)
        return cls({kind: _enters(kind, rules, own, tables) for kind in NAMED})

    def lets_in(self, document: Produced) -> bool:
        """A confidential document of a kind that no table governs never goes in."""
        return self.enters.get(document.kind, not document.confidential)


def _enters(kind: D, rules: Rulebook, own: set[str], tables: dict[str, bool]) -> bool:
    switch = NAMED[kind]
    if kind in tables and switch not in own:
        return tables[kind]
    return bool(rules.get(switch)) if switch else kind in ENTERS_BY_DEFAULT


def table_of(organization: Organization) -> dict[str, bool]:
    """What the tables at and above an organisation say, the nearest one last to speak."""
    rules = ConfidentialityRule.objects.filter(organization__in=lineage(organization))
    return {rule.kind: rule.enters for rule in rules.order_by("organization__path")}


def is_restricted(document: Produced) -> bool:
    """Whether the catalogue marks it 限制利用."""
    return document.confidential or document.kind in NAMED
