"""The tables that numbers, retention and confidentiality follow."""

from __future__ import annotations

from collections.abc import Mapping

from archive import permissions as P
from archive.actions.numbers import filing_unit
from archive.codes import PLAIN_CODE, RETENTION_CODES
from archive.models import ConfidentialityRule, FilingUnit, Fonds, NumberSeries, RetentionRule
from archive.queries.confidentiality import NAMED
from audit.door import action, record
from core.exceptions import Invalid, NotNow
from core.locks import locked
from meetings.enums import DocumentKind, Retention
from members.access import require
from members.models import Organization, User


@action("archive.set_fonds")
def set_fonds(*, by: User, organization: Organization, code: str) -> Fonds:
    """Give an organisation and all below it their fonds number. Raises NotNow once numbers were given."""
    role = require(by, P.SET_CODES, organization)
    code = _plain_code(code, "全宗号")
    if Fonds.objects.filter(code=code).exclude(organization=organization).exists():
        raise Invalid(f"全宗号{code}已经由别的组织使用。", field="code")
    old = Fonds.objects.select_for_update().filter(organization=organization).first()
    if old and old.code != code and NumberSeries.objects.filter(unit__fonds=old, last__gt=0).exists():
        raise NotNow("这个全宗号已经编进档号，不能再改。")
    fonds, _ = Fonds.objects.update_or_create(organization=organization, defaults={"code": code})
    before, after = {"code": old.code if old else ""}, {"code": code}
    record(
        by=by,
        role=role,
        what="archive.set_fonds",
        on=fonds,
        reach=organization.path,
        before=before,
        after=after,
    )
    return fonds


@action("archive.set_unit_code")
def set_unit_code(*, by: User, organization: Organization, code: str) -> FilingUnit:
    """Give an organisation its code within its fonds. Raises NotNow once numbers were given."""
    role = require(by, P.SET_CODES, organization)
    code = _plain_code(code, "机构代码")
    unit = locked(filing_unit(organization), "fonds")
    if FilingUnit.objects.filter(fonds=unit.fonds, code=code).exclude(pk=unit.pk).exists():
        raise Invalid(f"机构代码{code}在全宗{unit.fonds.code}里已经使用。", field="code")
    if unit.code != code and unit.series.filter(last__gt=0).exists():
        raise NotNow("这个机构代码已经编进档号，不能再改。")
    before, unit.code = {"code": unit.code}, code
    unit.save()
    record(
        by=by, role=role, what="archive.set_unit_code", on=unit, reach=organization.path, before=before,
        after={"code": code},
    )  # fmt: skip
    return unit


def _plain_code(code: str, what: str) -> str:
    plain = code.strip().upper()
    if not PLAIN_CODE.fullmatch(plain):
        raise Invalid(f"{what}用1到10个大写字母或数字。", field="code")
    return plain


@action("archive.set_retention")
def set_retention(
    *, by: User, organization: Organization, kind: str, retention: str | None
) -> RetentionRule | None:
    """How long an organisation and those below keep a kind of document; None goes back to what holds above.

    Packets made before keep their periods.
    """
    role = require(by, P.SET_RETENTION, organization)
    if kind not in DocumentKind.values or (retention and retention not in RETENTION_CODES):
        raise Invalid("请从表中选择材料和保管期限。", field="retention")
    old = RetentionRule.objects.filter(organization=organization, kind=kind).first()
    before = {kind: old.retention if old else None}
    rule = None
    if retention:
        rule, _ = RetentionRule.objects.update_or_create(
            organization=organization, kind=kind, defaults={"retention": Retention(retention)}
        )
    elif old:
        old.delete()
    record(
        by=by, role=role, what="archive.set_retention", on=rule or organization, reach=organization.path,
        before=before, after={kind: retention},
    )  # fmt: skip
    return rule


@action("archive.set_retention_table")
def set_retention_table(
    *, by: User, organization: Organization, periods: Mapping[str, str | None]
) -> Organization:
    """Several rows of an organisation's retention table at once, each as `set_retention` does it."""
    role = require(by, P.SET_RETENTION, organization)
    for kind, retention in periods.items():
        set_retention(by=by, organization=organization, kind=kind, retention=retention)
    record(
        by=by, role=role, what="archive.set_retention_table", on=organization, reach=organization.path,
        after={"rows": len(periods)},
    )  # fmt: skip
    return organization


@action("archive.set_confidentiality")
def set_confidentiality(
    *, by: User, organization: Organization, kind: str, enters: bool | None
) -> ConfidentialityRule | None:
    """Whether documents of a kind that names people go into packets of an organisation and those below.

    None goes back to what holds above. Packets made before stay as they are. Raises Invalid for a kind that
    no table governs.
    """
    role = require(by, P.SET_CONFIDENTIALITY, organization)
    if kind not in NAMED:
        raise Invalid("请从表中选择材料。", field="kind")
    old = ConfidentialityRule.objects.filter(organization=organization, kind=kind).first()
    before, rule = {kind: old.enters if old else None}, None
    if enters is not None:
        rule, _ = ConfidentialityRule.objects.update_or_create(
            organization=organization, kind=kind, defaults={"enters": enters}
        )
    elif old:
        old.delete()
    record(
        by=by, role=role, what="archive.set_confidentiality", on=rule or organization,
        reach=organization.path, before=before, after={kind: enters},
    )  # fmt: skip
    return rule


@action("archive.set_confidentiality_table")
def set_confidentiality_table(
    *, by: User, organization: Organization, enters: Mapping[str, bool | None]
) -> Organization:
    """Several rows of an organisation's table at once, each as `set_confidentiality` does it."""
    role = require(by, P.SET_CONFIDENTIALITY, organization)
    for kind, may in enters.items():
        set_confidentiality(by=by, organization=organization, kind=kind, enters=may)
    record(
        by=by, role=role, what="archive.set_confidentiality_table", on=organization, reach=organization.path,
        after={"rows": len(enters)},
    )  # fmt: skip
    return organization


@action("archive.set_codes")
def set_codes(*, by: User, organization: Organization, fonds: str = "", unit: str = "") -> Organization:
    """Fonds number and unit code together; an empty one stays as it is. Raises Invalid for none at all."""
    role = require(by, P.SET_CODES, organization)
    if not fonds and not unit:
        raise Invalid("请填写全宗号或机构代码。", field="unit")
    if fonds:
        set_fonds(by=by, organization=organization, code=fonds)
    if unit:
        set_unit_code(by=by, organization=organization, code=unit)
    record(
        by=by, role=role, what="archive.set_codes", on=organization, reach=organization.path,
        after={"fonds": fonds, "unit": unit},
    )  # fmt: skip
    return organization
