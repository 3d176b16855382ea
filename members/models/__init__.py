"""Organisations, people, accounts, posts and appointments: who somebody is. One module per noun."""

from members.models.account import (
    OpenIdLink,
    RecoveryCode,
    SecondFactor,
    Session,
    User,
    UserManager,
    handle_of,
)
from members.models.member import Identity, Member, Transfer
from members.models.organization import Organization
from members.models.roster import Roster, RosterRow, RosterWriting
from members.models.term import Appointment, KeyPersonFlag, Post, Term, holding

__all__ = [
    "Appointment",
    "Identity",
    "KeyPersonFlag",
    "Member",
    "OpenIdLink",
    "Organization",
    "Post",
    "RecoveryCode",
    "Roster",
    "RosterRow",
    "RosterWriting",
    "SecondFactor",
    "Session",
    "Term",
    "Transfer",
    "User",
    "UserManager",
    "handle_of",
    "holding",
]
