"""Writes about organisations, people, accounts, posts and appointments, one module per noun."""

from members.actions.account import (
    change_password,
    close_account,
    end_sessions_of,
    found_site,
    open_account,
    open_office,
    rescue_account,
    reset_password,
    unlink_identity,
    unlock_account,
)
from members.actions.member import edit_member, leave_branch, register_member, transfer_member
from members.actions.organization import create_organization, require_second_factor
from members.actions.second_factor import (
    give_up_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from members.actions.session import end_sessions
from members.actions.sign_in import sign_in
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
    "end_sessions",
    "end_sessions_of",
    "flag_key_person",
    "found_site",
    "give_post",
    "give_up_second_factor",
    "leave_branch",
    "open_account",
    "open_office",
    "register_member",
    "remove_second_factor",
    "renew_recovery_codes",
    "require_second_factor",
    "rescue_account",
    "reset_password",
    "set_up_second_factor",
    "sign_in",
    "transfer_member",
    "unlink_identity",
    "unlock_account",
]
