"""A draft with its outline and context, passed to every family of hints."""

from dataclasses import dataclass

from meetings.checkup.findings import Context, Draft, Finding, Item, Reference, Rule, Severity
from meetings.checkup.folding import Span
from meetings.checkup.sections import Outline
from meetings.checkup.thresholds import Thresholds


@dataclass(frozen=True)
class Matter:
    draft: Draft
    context: Context
    outline: Outline

    @property
    def text(self) -> str:
        return self.draft.text

    @property
    def limits(self) -> Thresholds:
        return self.context.thresholds

    def finding(
        self,
        rule: Rule,
        severity: Severity,
        message: str,
        span: Span | None = None,
        *,
        other: Reference | Item | None = None,
        other_span: Span | None = None,
        clause_of: str = "",
    ) -> Finding:
        """A finding with the campaign's clause for its rule, or for `clause_of` where that is finer."""
        clause = self.context.clauses.get(clause_of or rule.value, "")
        return Finding(rule, severity, message, span, other, other_span, clause)
