"""Writes about organisations, people, accounts, posts and appointments, one module per noun."""

from members.actions.account import (
    change_password,
    close_account,
    found_site,
    open_account,
    open_office,
    reset_password,
)
from members.actions.member import edit_member, leave_branch, register_member, transfer_member
from members.actions.organization import create_organization
from members.actions.term import (
    appoint,
    end_appointment,
    end_flag,
    end_post,
    flag_key_person,
    give_post,
)

__all__ = [
    "appoint",
    "change_password",
    "close_account",
    "create_organization",
    "edit_member",
    "end_appointment",
    "end_flag",
    "end_post",
    "flag_key_person",
    "found_site",
    "give_post",
    "leave_branch",
    "open_account",
    "open_office",
    "register_member",
    "reset_password",
    "transfer_member",
]
