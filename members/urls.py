"""Addresses of accounts and the register."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from members.views import (
    account,
    openid,
    opening,
    organization,
    register,
    roster,
    second_factor,
    settling,
    sign_in,
    term,
    trail,
)

_member = "members/<int:pk>"

register_urls = [
    path("members/", register.member_list, name="list"),
    path("members/export/", roster.export, name="export"),
    path("members/import/", roster.upload, name="import"),
    path("members/import/template/", roster.template, name="import_template"),
    path("members/import/<int:pk>/", roster.roster, name="roster"),
    path("members/import/<int:pk>/cancel/", roster.cancel, name="roster_cancel"),
    path("members/import/<int:pk>/refused/", roster.refused, name="roster_refused"),
    path("members/import/<int:pk>/codes/", roster.codes, name="roster_codes"),
    path(f"{_member}/", register.member_detail, name="member"),
    path(f"{_member}/edit/", register.member_edit, name="edit"),
    path(f"{_member}/transfer/", register.transfer, name="transfer"),
    path(f"{_member}/leave/", register.leave, name="leave"),
    path(f"{_member}/posts/give/", term.give_post, name="give_post"),
    path(f"{_member}/posts/<int:post>/end/", term.end_post, name="end_post"),
    path(f"{_member}/flags/add/", term.flag, name="flag"),
    path(f"{_member}/flags/<int:flag>/end/", term.end_flag, name="end_flag"),
    path(f"{_member}/account/", opening.open_account, name="open_account"),
    path("accounts/open/", opening.open_office, name="open_office"),
    path("accounts/<int:pk>/", settling.account_page, name="account"),
    path("accounts/<int:pk>/settle/<slug:what>/", settling.settle, name="settle"),
    path("accounts/<int:pk>/reset/", opening.reset_password, name="reset_password"),
    path("accounts/<int:pk>/close/", opening.close_account, name="close_account"),
    path("appointments/", term.appointments, name="appointments"),
    path("appointments/new/", term.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", term.end_appointment, name="end_appointment"),
    path("organizations/", organization.tree, name="organizations"),
    path("organizations/<int:pk>/add/", organization.add, name="organization_add"),
    path(
        "organizations/<int:pk>/second-factor/",
        settling.organization_second_factor,
        name="organization_second_factor",
    ),
    path("organizations/<int:branch>/register/", register.member_create, name="create"),
]

trail_urls = [
    path("audit/", trail.trail_list, name="list"),
    path("audit/export/", trail.trail_export, name="export"),
]

urlpatterns = [
    path("login/", login_not_required(sign_in.LogIn.as_view()), name="login"),
    path("login/code/", sign_in.enter_code, name="login_code"),
    path("login/openid/", openid.start, name="openid"),
    path("login/openid/back/", openid.back, name="openid_back"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/second-factor/", second_factor.status, name="second_factor"),
    path("account/second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("account/second-factor/codes/", second_factor.renew_codes, name="recovery_codes"),
    path("account/second-factor/give-up/", second_factor.give_up, name="second_factor_give_up"),
    path("account/password/", account.ChangePassword.as_view(), name="password_change"),
    path("account/password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("", include((register_urls, "members"))),
    path("", include((trail_urls, "audit"))),
]
