"""Who gets which page, written by hand: for every address, the letters (see matrix.py) that are not told 404.

`pk` names the thing in the address. A page without a thing is asked of everybody's own place, so the same
seats of other branches get theirs too. `post` sends an empty form where a page takes nothing else; `after`
asks at a meeting that was held.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.matrix import COMMITTEE, LEADERS, MEMBERS, UPPER


@dataclass(frozen=True)
class Page:
    who: str
    pk: str = "meeting"
    post: bool = False
    after: bool = False

    @property
    def is_placeless(self) -> bool:
        return self.pk == ""


EVERYBODY = "everybody with an account"
ANYBODY = "anybody, without logging in"
DEMO = "nobody outside a demo"
NO_PROVIDER = "nobody where no identity provider is set"
SECOND_FACTOR = "everybody who has set up a second factor"

PREPARERS = COMMITTEE + "RH" + UPPER  # who prepares and who supervises the preparation
READERS = MEMBERS + "A" + UPPER  # who sees the plan
KEEPERS = LEADERS + "K"
REGISTER = COMMITTEE + "FN"

# Where a page still tells somebody whom the requirements leave out; a test fails once it is mended.
PENDING: dict[str, str] = {}


def own(who: str) -> Page:
    return Page(who, pk="")


PAGES: dict[str, Page | str] = {
    "healthz": ANYBODY,
    "login": ANYBODY,
    "gallery": DEMO,
    "gallery_job": DEMO,
    "gallery_part": DEMO,
    "login_code": ANYBODY,
    "openid": NO_PROVIDER,
    "openid_back": NO_PROVIDER,
    "logout": EVERYBODY,
    "account": EVERYBODY,
    "password_change": EVERYBODY,
    "password_change_done": EVERYBODY,
    "sessions": EVERYBODY,
    "second_factor": EVERYBODY,
    "second_factor_set_up": EVERYBODY,
    "recovery_codes": SECOND_FACTOR,
    "second_factor_give_up": SECOND_FACTOR,
    "reminders:home": EVERYBODY,
    "reminders:notices": EVERYBODY,
    "reminders:read": Page("O", pk="notice", post=True),
    "audit:list": EVERYBODY,
    "audit:export": EVERYBODY,
    # people
    "members:list": own(REGISTER),
    "members:organizations": own(REGISTER),
    "members:export": own(REGISTER),
    "members:import": own("N"),
    "members:import_template": own("N"),
    "members:roster": Page("N", pk="roster"),
    "members:roster_cancel": Page("N", pk="roster", post=True),
    "members:roster_refused": Page("N", pk="roster"),
    "members:roster_codes": Page("N", pk="roster", post=True),
    "members:member": Page(REGISTER, pk="member"),
    "members:edit": Page("N", pk="member"),
    "members:transfer": Page("N", pk="member"),
    "members:leave": Page("N", pk="member"),
    "members:give_post": Page("N", pk="member"),
    "members:end_post": Page("N", pk="holder"),
    "members:flag": Page(LEADERS + "N", pk="member"),
    "members:end_flag": Page(LEADERS + "N", pk="member"),
    "members:open_account": Page("N", pk="member"),
    "members:open_office": own("N"),
    "members:account": Page("N", pk="account"),
    "members:settle": Page("N", pk="account"),
    "members:organization_second_factor": Page("N", pk="branch"),
    "members:reset_password": Page("N", pk="account"),
    "members:close_account": Page("N", pk="account"),
    "members:appointments": own("N"),
    "members:appoint": own("N"),
    "members:end_appointment": Page("N", pk="appointment"),
    "members:organization_add": Page("N", pk="branch"),
    "members:create": Page("N", pk="branch"),
    # planning
    "meetings:overview": own(UPPER),
    "meetings:overview_export": own(UPPER),
    "meetings:branch": Page(READERS, pk="branch"),
    "meetings:campaigns": EVERYBODY,
    "meetings:campaign_draft": own("F"),
    "meetings:campaign": Page(COMMITTEE + UPPER, pk="campaign"),
    "meetings:campaign_issue": Page("F", pk="draft_campaign"),
    "meetings:campaign_edit": Page("F", pk="draft_campaign"),
    "meetings:campaign_extend": Page("F", pk="campaign"),
    "meetings:campaign_close": Page("F", pk="campaign"),
    "meetings:campaign_rules": Page("F", pk="campaign"),
    "meetings:campaign_rule": Page("F", pk="campaign"),
    "meetings:campaign_rule_drop": Page("F", pk="campaign", post=True),
    "meetings:campaign_attach": Page("F", pk="campaign"),
    "meetings:campaign_file": Page(COMMITTEE + UPPER, pk="campaign"),
    "meetings:campaign_detach": Page("F", pk="campaign"),
    "meetings:campaign_correct": Page("F", pk="campaign"),
    "meetings:campaign_correct_fields": Page("F", pk="campaign"),
    "meetings:campaign_progress": Page(UPPER, pk="campaign"),
    "meetings:campaign_progress_export": Page(UPPER, pk="campaign"),
    "meetings:calendar": own("N"),
    "meetings:calendar_drop": own("N"),
    "meetings:calendar_days": EVERYBODY,
    "meetings:proposal": Page(LEADERS),
    "meetings:list": EVERYBODY,
    "meetings:layout_check": EVERYBODY,
    "meetings:new": own(LEADERS),
    "meetings:read": own(LEADERS),
    "meetings:create": own(LEADERS),
    "meetings:detail": Page(READERS + "K"),
    "meetings:plan": Page(READERS),
    "meetings:reschedule": Page(LEADERS),
    "meetings:step_add": Page(LEADERS),
    "meetings:step": Page(PREPARERS),
    "meetings:step_remove": Page(LEADERS),
    "meetings:move": Page(LEADERS),
    "meetings:waive": Page("F"),  # whom gate.waivable_by names
    "meetings:rules": Page(READERS),
    "meetings:rule": Page(LEADERS),
    "meetings:history": Page(PREPARERS),
    "meetings:documents": Page(PREPARERS),
    "meetings:document": Page(PREPARERS),
    "meetings:document_download": Page(PREPARERS),
    "meetings:document_sheet": Page(PREPARERS),
    "meetings:document_bundle": Page(PREPARERS),
    "meetings:save_template": Page(LEADERS),
    "meetings:templates": own(LEADERS + "F"),
    "meetings:template_upload": own(LEADERS + "F"),
    "meetings:template_file": Page(LEADERS + "F", pk="template"),
    "meetings:template_drop": Page(LEADERS + "F", pk="template"),
    "meetings:readiness": Page(PREPARERS),
    "meetings:remind": Page(LEADERS, post=True),
    # preparation
    "meetings:studies": Page(MEMBERS + UPPER),
    "meetings:study_record": Page(COMMITTEE),
    "meetings:study": Page(PREPARERS),
    "meetings:study_make_up": Page(COMMITTEE),
    "meetings:study_note": Page(MEMBERS),
    "meetings:study_self": Page(MEMBERS),
    "meetings:study_reflection": Page(MEMBERS),
    "meetings:opinions": Page(MEMBERS + UPPER),  # members are led to what was said of themselves
    "meetings:opinions_mine": Page(MEMBERS),
    "meetings:opinion_mine": Page("O"),  # nobody else is told by it, the secretary has the opinion's own page
    "meetings:opinion_orphans": Page(COMMITTEE + UPPER),
    "meetings:opinion_receive": Page("O", post=True),  # of whom the opinion was said
    "meetings:opinion_sort": Page(COMMITTEE),
    "meetings:opinion_papers": Page(COMMITTEE),
    "meetings:opinion_link": Page(COMMITTEE, post=True),
    "meetings:opinion_sheet": Page(COMMITTEE),
    "meetings:opinion_sheet_file": Page(COMMITTEE),
    "meetings:opinion_box": Page(COMMITTEE),
    "meetings:open_form": ANYBODY,
    "meetings:open_form_sent": ANYBODY,
    "meetings:opinion_round": Page(COMMITTEE),
    "meetings:opinion_enter": Page(COMMITTEE),
    "meetings:opinion": Page(COMMITTEE + UPPER),
    "meetings:opinion_correct": Page(COMMITTEE),
    "meetings:opinion_feed_back": Page(LEADERS, post=True),
    "meetings:opinions_feed_back": Page(LEADERS, post=True),
    "meetings:talks": Page(MEMBERS + UPPER),
    "meetings:talk_plan": Page(MEMBERS),
    "meetings:talk_coverage": Page(COMMITTEE + UPPER),
    "meetings:talk_schedule": Page(COMMITTEE + UPPER),
    "meetings:talk_adopt": Page(LEADERS, post=True),
    "meetings:talk_move": Page(LEADERS),
    "meetings:talk_calendar": Page("OM"),
    "meetings:talk_rearrange": Page("OM"),
    "meetings:talk_call_off": Page("OM", post=True),
    "meetings:talk_let_read": Page("OM", post=True),
    "meetings:talk": Page("OM"),
    "meetings:talk_document": Page("OM"),
    "meetings:talk_record": Page("OM"),
    "meetings:talk_confirm": Page("OM", post=True),
    "meetings:talk_send_back": Page("OM", post=True),
    "meetings:problems": Page(MEMBERS),
    "meetings:problem_add_own": Page(MEMBERS),
    "meetings:problem_add_branch": Page(COMMITTEE),
    "meetings:materials": Page(READERS),
    "meetings:material": Page(LEADERS + "O"),
    "meetings:material_write": Page("O"),
    "meetings:material_remark": Page(LEADERS),
    "meetings:material_answer": Page("O"),
    "meetings:material_opinion": Page("O"),
    "meetings:material_check": Page(LEADERS + "O"),
    "meetings:material_compare": Page(LEADERS + "O"),
    "meetings:material_file": Page(LEADERS + "O"),
    # the meeting itself
    "meetings:attendance": Page(READERS),
    "meetings:mark_all": Page(COMMITTEE + "RH", post=True),
    "meetings:invite": Page(COMMITTEE + "RH"),
    "meetings:mark": Page(COMMITTEE + "RH", post=True),
    "meetings:leave": Page(COMMITTEE + "RHO"),
    "meetings:tell": Page(LEADERS + "H", post=True, after=True),
    "meetings:run": Page(MEMBERS, after=True),
    "meetings:go_to": Page(LEADERS + "H", post=True, after=True),
    "meetings:respond": Page(LEADERS + "RHO", after=True),
    "meetings:criticism_opinions": Page(LEADERS + "RH", after=True),
    "meetings:minutes": Page(MEMBERS, after=True),
    "meetings:sign": Page("R", post=True, after=True),  # an empty form signs as recorder
    "meetings:correct": Page(LEADERS + "R", after=True),
    "meetings:supervision": Page(PREPARERS),
    # rectification
    "rectification:mine": EVERYBODY,
    "rectification:item": Page(MEMBERS + UPPER, pk="item"),
    "rectification:evidence": Page(MEMBERS + UPPER, pk="item"),
    "rectification:list": Page(MEMBERS + UPPER, after=True),
    "rectification:candidates": Page(COMMITTEE, after=True),
    "rectification:item_new": Page(COMMITTEE, after=True),
    "rectification:previous": Page(MEMBERS + UPPER),
    "rectification:previous_report": Page(LEADERS),  # of an item from the meeting before
    "rectification:commitments": Page(MEMBERS + UPPER, after=True),
    "rectification:commitment_make": Page(MEMBERS, after=True),
    "rectification:commitment_report": Page("O", pk="commitment"),
    "rectification:publications": Page(MEMBERS + UPPER, after=True),
    "rectification:publication_new": Page(LEADERS, after=True),
    "rectification:publication": Page(MEMBERS + UPPER, after=True),
    # archive
    "archive:meeting": Page(KEEPERS, after=True),
    "archive:list": own(KEEPERS),
    "archive:packet": Page(KEEPERS, pk="packet"),
    "archive:cancel": Page(KEEPERS, pk="packet", post=True),
    "archive:retry": Page(KEEPERS, pk="packet", post=True),
    "archive:download": Page(KEEPERS, pk="packet"),
    "archive:catalogue": own(KEEPERS),
    "archive:batches": own("K"),
    "archive:batch_new": own("K"),
    "archive:batch": Page("K", pk="batch"),
    "archive:batch_cancel": Page("K", pk="batch", post=True),
    "archive:batch_resume": Page("K", pk="batch", post=True),
    "archive:settings": own(LEADERS + "FKN"),
    "archive:codes": Page("KN", pk="branch", post=True),
    "archive:retention": Page("N", pk="branch", post=True),
    "archive:confidentiality": Page(LEADERS + "F", pk="branch", post=True),
    # reading room
    "readingroom:list": own("K"),
    "readingroom:open": own("K"),
    "readingroom:packet": Page("K", pk="opened"),
    "readingroom:minutes": Page("K", pk="opened"),
    "readingroom:document": Page("K", pk="opened"),
    "readingroom:document_download": Page("K", pk="opened"),
}
