"""Reading a plan: from a 方案 or 通知 to the values a planning form needs, by rules and offline. No Django
import.
"""

from meetings.reading.errors import Refusal, UnreadablePlan
from meetings.reading.extract import extract
from meetings.reading.model import KEYS, NOT_A_PLAN, Certainty, Found, PlanReading
from meetings.reading.reader import read_plan
from meetings.reading.source import SourceText, Span

__all__ = [
    "KEYS",
    "NOT_A_PLAN",
    "Certainty",
    "Found",
    "PlanReading",
    "Refusal",
    "SourceText",
    "Span",
    "UnreadablePlan",
    "extract",
    "read_plan",
]
