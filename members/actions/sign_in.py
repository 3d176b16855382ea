"""Logging in is an action: it uses up a code, and the trail says when, from where and how."""

from __future__ import annotations

from audit.door import action, record
from core.exceptions import NotAllowed
from core.locks import locked
from members.actions.account import places_of_account
from members.actions.second_factor import use_code
from members.enums import Role
from members.models import OpenIdLink, User

# (issuer, subject): whom a provider said somebody is.
Known = tuple[str, str]


@action("members.sign_in")
def sign_in(
    *, by: User, way: str, code: str = "", device: str = "", address: str = "", known: Known | None = None
) -> User:
    """Let somebody in who showed a password (`way="password"`) or comes from the provider (`"openid"`).

    An account with a second factor needs a `code`, whatever the way. An identity `known` for the first time
    is linked. Raises Invalid for a wrong or used code, NotAllowed for a closed account and for an
    identity that is not the account's.
    """
    user = locked(by)
    if not user.is_active:
        raise NotAllowed("这个账号已经停用，请联系管理员。")
    second = use_code(user, code)
    if known:
        _link(user, known)
    after = {"way": way, "second_factor": second, "device": device, "address": address}
    reach = next((place.path for place in places_of_account(user)), "")
    record(by=user, role=Role.OWNER, what="members.sign_in", on=user, reach=reach, after=after)
    return user


def _link(user: User, known: Known) -> None:
    issuer, subject = known
    if OpenIdLink.objects.filter(issuer=issuer, subject=subject).exclude(user=user).exists():
        raise NotAllowed("这个统一身份已经关联另一个账号，请联系管理员。")
    linked, _ = OpenIdLink.objects.get_or_create(user=user, defaults={"issuer": issuer, "subject": subject})
    if (linked.issuer, linked.subject) != known:
        raise NotAllowed("这个账号关联的是另一个统一身份，请联系管理员解除关联。")
