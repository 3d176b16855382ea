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
    ) -> Finding:
        """A finding with the clause that the campaign gives for its rule."""
        clause = self.context.clauses.get(rule.value, "")
        return Finding(rule, severity, message, span, other, other_span, clause)
