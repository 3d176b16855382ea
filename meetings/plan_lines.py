"""The parts of a plan, as data: steps, deadlines, attendance, aspects, agenda, provisions, archive.

`meetings.plan_schema` puts them together and reads the files. Unknown keys are refused everywhere and
values do not change after loading. Plain Python: no settings, no database.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from meetings import provisions
from meetings.deadlines import MAX_AMOUNT, Deadline
from meetings.enums import (
    AgendaKind,
    Anchor,
    AttendeeRule,
    Capacity,
    Direction,
    DocumentKind,
    MeetingForm,
    OpinionChannel,
    PairClass,
    Responsible,
    StepKind,
    StudyKind,
    Unit,
)
from members.enums import OrganizationKind

# Longest texts a plan may hold, in characters: a title fits a line of a list, a text a page or two.
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class Line(BaseModel):
    """Base of all parts: unknown keys are refused, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DeadlineLine(Line):
    """When a step is due (期限); an open number is marked `needs_value` and filled in when planning."""

    anchor: Anchor = Field(Anchor.MEETING, description="从哪一天起算")
    amount: int | None = Field(None, ge=0, le=MAX_AMOUNT, strict=True, description="数目；方案未写明则不填")
    unit: Unit = Field(Unit.DAY, description="单位")
    direction: Direction = Field(Direction.BEFORE, description="起算日之前还是之后")
    date: dt.date | None = Field(None, description="固定日期，只用于 anchor = absolute")
    step: Key | None = Field(None, description="另一环节的 key，只用于 anchor = step")
    text: Text = Field("", description="方案中的说法，数目待填时显示")
    needs_value: StrictBool = Field(False, description="方案留了空，制定方案时必须填")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.anchor == Anchor.STEP) != (self.step is not None):
            raise ValueError('step 与 anchor = "step" 要同时写')
        if self.anchor == Anchor.ABSOLUTE and self.amount is not None:
            raise ValueError("固定日期用 date，不写 amount")
        if self.anchor != Anchor.ABSOLUTE and self.date is not None:
            raise ValueError('date 只用于 anchor = "absolute"')
        if self.needs_value != self.as_deadline().is_open:
            raise ValueError("没有数目或日期的期限要写 needs_value = true，有则不写")
        return self

    def as_deadline(self) -> Deadline:
        """The same for the arithmetic of `meetings.deadlines`."""
        return Deadline(self.anchor, self.amount, self.unit, self.direction, self.date, self.step, self.text)


class AttendanceLine(Line):
    """Who is at the meeting, and in what capacity (参加／列席／邀请)."""

    capacity: Capacity = Field(description="身份")
    rule: AttendeeRule = Field(description="哪些人")
    text: Title = Field(description="方案中的称呼")
    note: Text = Field("", description="附加要求，例如谁不得请假")
    clause: Text = Field("", description="依据")


class AspectLine(Line):
    """One aspect in which problems are searched, or members are appraised (检视方面)."""

    title: Title = Field(description="方面")
    manifestations: tuple[Title, ...] = Field((), description="主要表现，供对照")
    standard: Text = Field("", description="对照什么标准")


class StepLine(Line):
    """One duty before, at or after the meeting (准备环节)."""

    key: Key = Field(description="环节代号，方案内不重复")
    kind: StepKind = Field(description="环节种类")
    title: Title = Field(description="名称")
    text: Text = Field("", description="要做什么")
    responsible: Responsible = Field(Responsible.SECRETARY, description="谁负责")
    starts: DeadlineLine | None = Field(None, description="从哪天开始（方案写了起止日期时）")
    deadline: DeadlineLine | None = Field(None, description="哪天前完成")
    clause: Title = Field(description="依据，显示给用户")
    required: StrictBool = Field(True, description="是否必须；否则可在制定方案时去掉")
    works: tuple[Title, ...] = Field((), description="学习篇目，只用于 study")
    study_kinds: tuple[StudyKind, ...] = Field((), description="学习方式，只用于 study")
    channels: tuple[OpinionChannel, ...] = Field((), description="征求意见渠道，只用于 opinions")
    pair_classes: tuple[PairClass, ...] = Field((), description="必谈对象，只用于 talks")

    @model_validator(mode="after")
    def _details_fit_the_kind(self) -> Self:
        for name, kind in _DETAILS.items():
            if getattr(self, name) and self.kind != kind:
                raise ValueError(f'{name} 只能用于 kind = "{kind}" 的环节')
        return self

    def anchor_steps(self) -> set[str]:
        """Keys of the steps on whose days this one's dates hang."""
        return {line.step for line in (self.starts, self.deadline) if line and line.step}


_DETAILS = {
    "works": StepKind.STUDY,
    "study_kinds": StepKind.STUDY,
    "channels": StepKind.OPINIONS,
    "pair_classes": StepKind.TALKS,
}


class AgendaLine(Line):
    """One item of the meeting's agenda, in order (议程)."""

    kind: AgendaKind = Field(description="议程种类")
    title: Title = Field(description="议程")
    text: Text = Field("", description="说明")


class LevelLine(Line):
    """One of several meetings that a plan holds level by level (plan 2: general branch first)."""

    title: Title = Field(description="哪一级的会")
    organization_kind: OrganizationKind = Field(description="由哪种党组织召开")
    form: MeetingForm = Field(description="会议形式")
    day_offset: int = Field(ge=0, le=60, strict=True, description="比第一级晚几天")
    host: Title = Field(description="主持人")
    duration: Title | None = Field(None, description="会期")
    attendance: tuple[AttendanceLine, ...] = Field(min_length=1, description="参会人员")
    agenda: tuple[AgendaLine, ...] = Field(min_length=1, description="议程")


class ProvisionLine(Line):
    """One provision that this plan sets, with its clause (规则条款)."""

    key: Title = Field(description="规则条款代号，见 meetings/provision_table.py")
    value: object = Field(None, description="取值")
    clause: Title = Field(description="依据，显示给用户")
    overridable: StrictBool | None = Field(None, description="支部可否另定；不写则按该条款的默认")
    needs_value: StrictBool = Field(False, description="方案留了空，制定方案时必须填")

    @model_validator(mode="before")
    @classmethod
    def _canonical(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("key"), str):
            return data
        wanted = provisions.spec(data["key"])
        value = data.get("value")
        if data.get("needs_value") is True:
            if value is not None:
                raise ValueError("needs_value = true 时不写 value")
            return data
        overridable = data.get("overridable")
        if overridable is True and wanted.fixed:
            raise ValueError(f"“{wanted.label}”是固定规则，不能写 overridable = true")
        return data | {"value": provisions.validate(wanted.key, value)}

    @property
    def may_override(self) -> bool:
        """May a branch set another value?"""
        wanted = provisions.spec(self.key)
        return wanted.overridable if self.overridable is None else self.overridable


class ArchiveLine(Line):
    """One document of the meeting's file, under the name the plan gives it (归档材料)."""

    document: DocumentKind = Field(description="材料种类")
    title: Title = Field(description="方案中的名称")
    required: StrictBool = Field(True, description="缺了不能归档")
    clause: Text = Field("", description="依据")
