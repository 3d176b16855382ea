"""Who could review a meeting's materials today: the posts behind the table of stages (R09)."""

from __future__ import annotations

from django.db.models import Q

from meetings.enums import ReviewStage as K
from meetings.enums import ReviewVerdict
from meetings.material_stages import Case, Whose, case_of
from meetings.models import Material, MaterialReview, MaterialVersion, Meeting
from meetings.rulebook import Rulebook
from members.enums import OrganizationKind, PostKind
from members.models import Post, holding


def passed(material: Material) -> list[str]:
    """The stages that the latest version has passed."""
    latest = MaterialVersion.objects.filter(material=material).order_by("-number").values("pk")[:1]
    found = MaterialReview.objects.filter(version__in=latest, verdict=ReviewVerdict.APPROVE)
    return list(found.values_list("stage", flat=True))


class Desks:
    """The posts of a meeting's branch and its groups, read in one query, and what they mean for a material.

    Whoever has no account is nobody's reviewer.
    """

    def __init__(self, meeting: Meeting, rulebook: Rulebook) -> None:
        place = meeting.organization
        home = place.parent_id if place.kind == OrganizationKind.GROUP else place.pk
        self._place, self._home, self._rules = place.pk, home, rulebook
        near = Q(organization=home) | Q(organization__parent=home, kind=PostKind.GROUP_LEADER)
        held = Post.objects.filter(near, holding(place.today), member__user__is_active=True)
        self._posts = list(held.select_related("member"))

    def case(self, material: Material) -> Case:
        return case_of(self._whose(material), self._rules, self._staffed(material))

    def _whose(self, material: Material) -> Whose:
        if material.owner_id is None:
            return Whose.COMMITTEE
        held = {
            post.kind
            for post in self._posts
            if post.member_id == material.owner_id and post.organization_id == self._place
        } - {PostKind.GROUP_LEADER.value}
        if PostKind.SECRETARY in held:
            return Whose.SECRETARY
        return Whose.COMMITTEE_MEMBER if held else Whose.MEMBER

    def _staffed(self, material: Material) -> set[K]:
        found = {K.SUPERIOR}
        for post in self._posts:
            if material.is_own(post.member):
                continue
            if post.kind == PostKind.GROUP_LEADER:
                is_theirs = material.owner is not None and material.owner.group_id == post.organization_id
                found |= {K.GROUP} if is_theirs else set()
            elif post.organization_id == self._home:
                leads = post.kind == PostKind.SECRETARY or (
                    post.kind == PostKind.DEPUTY_SECRETARY and post.delegated
                )
                found |= {K.COMMITTEE, K.SECRETARY} if leads else {K.COMMITTEE}
        return found
