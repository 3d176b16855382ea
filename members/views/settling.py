"""An account as its administrator sees it: what stands against a log-in, and putting it right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import limits
from core.edge import perform
from core.templatetags.ui import cn_datetime
from members import actions, lockout
from members import permissions as P
from members.models import OpenIdLink, Organization, SecondFactor, User
from members.queries import organizations_managed_by, sessions_of
from members.views.opening import account_or_404, confirm_page, confirmed
from members.views.reach import trail, within


@dataclass(frozen=True)
class Settling:
    """Something an administrator puts right, with the words of its page; {name} is the person's."""

    act: Callable[..., Any]
    label: str
    text: str
    done: str


SETTLINGS = {
    "unlock": Settling(
        actions.unlock_account, "解除锁定", "请先向本人核实。解除以后可以马上再试密码。", "已解除锁定。"
    ),
    "sessions": Settling(
        actions.end_sessions_of, "退出全部设备",
        "账号在所有设备上的登录随即结束，本人须重新登录。", "已退出全部设备。",
    ),
    "second-factor": Settling(
        actions.remove_second_factor, "关闭两步验证",
        "用于本人丢失手机又没有恢复代码。请先当面核实是本人；关闭以后凭密码就能登录。", "已关闭两步验证。",
    ),
    "identity": Settling(
        actions.unlink_identity, "解除统一身份关联",
        "账号与统一身份的关联随即解除；本人下次从统一身份认证登录时重新关联。", "已解除关联。",
    ),
}  # fmt: skip


@require_safe
def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How things stand with an account, and what may be done about it."""
    user = account_or_404(request, pk)
    locks = lockout.locks_on(user)
    open_to = {
        "unlock": bool(locks),
        "sessions": sessions_of(user).exists(),
        "second-factor": SecondFactor.objects.filter(user=user).exists(),
        "identity": OpenIdLink.objects.filter(user=user).exists(),
    }
    told = {
        "account": user,
        "pairs": _how_it_stands(user, open_to, locks),
        "ways": [(what, SETTLINGS[what].label) for what, is_open in open_to.items() if is_open],
        "is_locked": bool(locks),
        "crumbs": trail((user.name, "")),
    }
    return render(request, "members/account_detail.html", told)


def _how_it_stands(user: User, open_to: dict[str, bool], locks: list[lockout.Lock]) -> list[dict[str, str]]:
    pairs = {
        "账号": user.username,
        "状态": "正常" if user.is_active else "已停用",
        "密码": _password_words(user),
        "登录锁定": "；".join(_lock_words(lock) for lock in locks) or "没有锁定",
        "两步验证": "已开启" if open_to["second-factor"] else "没有开启",
        "统一身份": "已关联" if open_to["identity"] else "没有关联",
        "上次登录": cn_datetime(user.last_login) if user.last_login else "还没有登录过",
        "已登录的设备": f"{sessions_of(user).count()}台",
    }
    return [{"label": label, "value": value} for label, value in pairs.items()]


def _password_words(user: User) -> str:
    if not user.must_change_password:
        return "本人已设置"
    if user.code_expires_at is None:
        return "还没有给一次性密码" if not user.has_usable_password() else "登录时须修改"
    return f"一次性密码，{cn_datetime(user.code_expires_at)}前有效"


def _lock_words(lock: lockout.Lock) -> str:
    place = f"来自 {lock.address} 的登录" if lock.address else "所有地方的登录"
    return f"{place}，还有{limits.in_words(lock.seconds)}"


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Confirm and do one of `SETTLINGS`."""
    user = account_or_404(request, pk)
    if what not in SETTLINGS:
        raise Http404
    settling, back = SETTLINGS[what], reverse("members:account", args=[pk])
    form = confirmed(request)
    if form.is_bound:
        perform(form, settling.act, by=request.user, user=user)
        if not form.errors:
            messages.success(request, settling.done)
            return redirect(back)
    told = {"title": f"{settling.label}：{user.name}", "text": settling.text, "label": settling.label}
    return confirm_page(request, form, (user.name, back), **told)


@require_http_methods(["GET", "POST"])
def organization_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Require a second factor of everybody at an organisation and below, or no longer."""
    organization = within(request, organizations_managed_by(request.seat), pk, P.MANAGE_ACCOUNTS)
    back, required = reverse("members:organizations"), not organization.requires_second_factor
    form = confirmed(request)
    if form.is_bound and perform(
        form, actions.require_second_factor, by=request.user, organization=organization, required=required
    ):
        said = "下次登录时要求设置" if required else "不再要求"
        messages.success(request, f"{organization.short_name}：{said}两步验证。")
        return redirect(back)
    return confirm_page(request, form, ("党组织", back), **_requirement_words(organization, required))


def _requirement_words(organization: Organization, required: bool) -> dict[str, str]:
    if not required:
        text = "已经设置的人仍可使用；没有设置的人登录时不再要求。上级要求的，仍须设置。"
        return {"title": f"{organization.short_name}不再要求两步验证", "text": text, "label": "不再要求"}
    text = (
        "本组织和下面各党组织的人，下次登录时先设置两步验证，才能继续。请先告诉大家准备好手机上的验证码应用。"
    )
    return {"title": f"{organization.short_name}要求两步验证", "text": text, "label": "要求两步验证"}
