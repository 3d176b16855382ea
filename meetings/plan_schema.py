"""What a plan consists of, as data (PlanTemplate): the schema of the files in `meetings/plans/`.

A template is read, never run: every word of it is checked, and a wrong one is refused with file, key and a
Chinese reason (`PlanFileError`). The same structure is what `read_plan` makes of an uploaded notice and
what a user saves from a meeting. The tables of docs/plan-templates.md are written from these classes by
`python -m meetings.plan_schema --docs`. Plain Python: no settings, no database.
"""

from __future__ import annotations

import json
import sys
import tomllib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Self

from pydantic import Field, StrictBool, ValidationError, field_validator, model_validator

from meetings import provisions
from meetings.enums import (
    AgendaKind,
    MeetingForm,
    MeetingKind,
    ProblemSource,
    StepKind,
)
from meetings.plan_lines import (
    AgendaLine,
    ArchiveLine,
    AspectLine,
    AttendanceLine,
    DeadlineLine,
    LevelLine,
    Line,
    ProvisionLine,
    Slug,
    StepLine,
    Text,
    Title,
)
from meetings.plan_refusals import PlanFileError, refusal
from members.enums import OrganizationKind

PLANS = Path(__file__).parent / "plans"

# A plan of fifty pages is far below; unit: bytes.
MAX_FILE_SIZE = 1_000_000


class PlanContent(Line):
    """A whole plan: what a secretary starts a meeting from."""

    slug: Slug = Field(description="代号，小写字母、数字和连字符")
    title: Title = Field(description="模板名称")
    kind: MeetingKind = Field(description="会议类别")
    includes_appraisal: StrictBool = Field(False, description="是否同时民主评议党员")
    issuer: Title = Field(description="谁制发")
    summary: Text = Field(description="与别的模板有何不同")
    theme: Text = Field("", description="会议主题；方案未定则留空")
    form: MeetingForm = Field(MeetingForm.GENERAL, description="会议形式")
    forms: tuple[MeetingForm, ...] = Field((), description="还可采用的形式")
    host: Title = Field("党支部书记", description="主持人")
    duration: Title | None = Field(None, description="会期")
    window: DeadlineLine | None = Field(None, description="会议最迟何时召开")
    levels: tuple[LevelLine, ...] = Field((), description="分级召开时的每一级")
    attendance: tuple[AttendanceLine, ...] = Field((), description="参会人员；分级召开时不写，取第一级的")
    aspects_shared: tuple[AspectLine, ...] = Field(
        (), description="支部和党员共同检视的方面；读入后并入下面两项"
    )
    aspects_branch: tuple[AspectLine, ...] = Field((), description="支部检视的方面")
    aspects_member: tuple[AspectLine, ...] = Field((), description="党员检视的方面")
    aspects_appraisal: tuple[AspectLine, ...] = Field((), description="民主评议打分的方面")
    cause_angles: tuple[Title, ...] = Field((), description="从哪些方面剖析原因")
    standards: tuple[Title, ...] = Field((), description="对照的标准")
    problem_sources: tuple[ProblemSource, ...] = Field((), description="问题的来源")
    steps: tuple[StepLine, ...] = Field(min_length=1, description="准备环节和会后环节")
    agenda: tuple[AgendaLine, ...] = Field((), description="议程；分级召开时不写，取第一级的")
    provisions: tuple[ProvisionLine, ...] = Field((), description="规则条款")
    archive: tuple[ArchiveLine, ...] = Field((), description="归档材料")

    @field_validator("steps")
    @classmethod
    def _steps_refer_to_each_other(cls, steps: tuple[StepLine, ...]) -> tuple[StepLine, ...]:
        keys = [step.key for step in steps]
        refuse_doubles(keys, "环节代号")
        for step in steps:
            for line in (step.starts, step.deadline):
                if line and line.step and (line.step not in keys or line.step == step.key):
                    raise ValueError(f"环节 {step.key} 的期限以 {line.step} 为起点，但没有这个环节")
        _refuse_circles(steps)
        return steps

    @field_validator("provisions")
    @classmethod
    def _provisions_once(cls, lines: tuple[ProvisionLine, ...]) -> tuple[ProvisionLine, ...]:
        refuse_doubles([line.key for line in lines], "规则条款")
        return lines

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.includes_appraisal != bool(self.aspects_appraisal):
            raise ValueError("aspects_appraisal 与 includes_appraisal = true 要同时写")
        if not self.includes_appraisal and any(line.kind == AgendaKind.APPRAISAL for line in self.agenda):
            raise ValueError("议程中有民主评议，要写 includes_appraisal = true")
        refuse_doubles([line.document for line in self.archive], "归档材料")
        return self

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        """Fill in what the file says once and readers need in two places."""
        self._fill(
            aspects_branch=self.aspects_shared + self.aspects_branch,
            aspects_member=self.aspects_shared + self.aspects_member,
            aspects_shared=(),
            provisions=self.provisions + self._derived_provisions(),
        )
        if self.levels and not self.attendance and not self.agenda:
            self._fill(attendance=self.levels[0].attendance, agenda=self.levels[0].agenda)
        if not self.attendance or not self.agenda:
            raise ValueError("缺少 attendance（参会人员）或 agenda（议程）")
        return self

    def _fill(self, **values: object) -> None:
        for name, value in values.items():
            # frozen guards callers; here the object is still being made
            object.__setattr__(self, name, value)

    def _derived_provisions(self) -> tuple[ProvisionLine, ...]:
        """Provisions that other parts of the plan already say, so that no file says them twice."""
        derived = []
        said = [
            _union("talks.pair_classes", self.steps, StepKind.TALKS, "pair_classes"),
            _union("opinions.channels", self.steps, StepKind.OPINIONS, "channels"),
        ]
        if self.archive:
            said.append(_required_documents(self.archive))
        for key, value, clause in said:
            line = ProvisionLine(key=key, value=value, clause=clause)
            given = self.provision(key)
            if given and given.value != line.value:
                raise ValueError(f"规则条款 {key} 与方案其他部分写的不一致，这一条可以不写")
            if not given:
                derived.append(line)
        return tuple(derived)

    def provision(self, key: str) -> ProvisionLine | None:
        """The line that sets `key`, or None where the plan leaves it to the default."""
        return next((line for line in self.provisions if line.key == key), None)

    def value_of(self, key: str) -> object:
        """The stored value of provision `key` under this plan: its own, else the default."""
        line = self.provision(key)
        return line.value if line else provisions.spec(key).default

    def level_for(self, kind: OrganizationKind) -> LevelLine | None:
        """The level at which an organisation of this kind meets; None for a plan with one level."""
        return next((level for level in self.levels if level.organization_kind == kind), None)

    def step(self, key: str) -> StepLine:
        """The step with this key; KeyError if there is none."""
        return {step.key: step for step in self.steps}[key]

    def open_values(self) -> list[tuple[str, str]]:
        """What a person still has to fill in when planning: (key, Chinese words), in file order."""
        steps = [
            (f"steps.{step.key}.{name}", f"{step.title}：{line.text or line.as_deadline().in_words()}")
            for step in self.steps
            for name, line in (("starts", step.starts), ("deadline", step.deadline))
            if line and line.needs_value
        ]
        window = [("window", self.window.text)] if self.window and self.window.needs_value else []
        rules = [
            (f"provisions.{line.key}", provisions.spec(line.key).label)
            for line in self.provisions
            if line.needs_value
        ]
        return window + steps + rules

    def to_json(self) -> dict:
        """The plan as plain JSON data, for a template saved in the database."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_json(cls, data: dict | str | bytes, name: str = "已保存的模板") -> PlanContent:
        """The inverse of `to_json`; PlanFileError naming `name` if the data is no plan."""
        if not isinstance(data, dict):
            data = _parse_json(data, name)
        return _build(data, name)


def refuse_doubles(keys: list[str], what: str) -> None:
    """ValueError naming the first key that stands twice."""
    for position, key in enumerate(keys):
        if key in keys[:position]:
            raise ValueError(f"{what} {key} 重复")


def _refuse_circles(steps: tuple[StepLine, ...]) -> None:
    try:
        TopologicalSorter({step.key: step.anchor_steps() for step in steps}).prepare()
    except CycleError as error:
        raise ValueError(f"环节 {error.args[1][0]} 的期限绕了一圈又以自己为起点") from None


def _union(key: str, steps: tuple[StepLine, ...], kind: StepKind, field: str) -> tuple[str, list, str]:
    of_kind = [step for step in steps if step.kind == kind]
    clause = "；".join(dict.fromkeys(step.clause for step in of_kind if getattr(step, field)))
    return (
        key,
        [value for step in of_kind for value in getattr(step, field)],
        clause or f"方案没有规定{kind.label}的范围",
    )


def _required_documents(archive: tuple[ArchiveLine, ...]) -> tuple[str, list, str]:
    clause = next((line.clause for line in archive if line.required and line.clause), "方案的归档要求")
    return "archive.required_documents", [line.document for line in archive if line.required], clause


# --- files


def load(source: Path | str | bytes, name: str = "") -> PlanContent:
    """The plan in a .toml file (a path, or its bytes with `name`); .json is read too.

    Raises PlanFileError with file, key and Chinese reason for anything that is no valid plan, and OSError
    where the path cannot be read.
    """
    if not isinstance(source, bytes):
        name = name or Path(source).name
        source = Path(source).read_bytes()
    if len(source) > MAX_FILE_SIZE:
        raise PlanFileError(name, "", f"文件超过 {MAX_FILE_SIZE // 1_000_000} MB，不像一份模板")
    parse = _parse_json if name.lower().endswith(".json") else _parse_toml
    return _build(parse(source, name), name)


@cache
def shipped() -> tuple[PlanContent, ...]:
    """The templates that come with the product, in the order of their file names."""
    return tuple(load(path) for path in sorted(PLANS.glob("[0-9]*.toml")))


def _parse_toml(source: bytes, name: str) -> dict:
    try:
        return tomllib.loads(_text(source, name))
    except tomllib.TOMLDecodeError as error:
        raise PlanFileError(name, "", f"不是有效的 TOML 文件（{error}）") from None


def _parse_json(source: str | bytes, name: str) -> dict:
    try:
        data = json.loads(_text(source, name))
    except (ValueError, RecursionError):
        raise PlanFileError(name, "", "不是有效的 JSON 文件") from None
    if not isinstance(data, dict):
        raise PlanFileError(name, "", "文件内容不是一份模板")
    return data


def _text(source: str | bytes, name: str) -> str:
    if isinstance(source, str):
        return source
    try:
        # editors on Windows put a mark in front
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanFileError(name, "", "文件不是 UTF-8 编码，请另存为 UTF-8") from None


def _build(data: dict, name: str) -> PlanContent:
    try:
        return PlanContent.model_validate(data)
    except ValidationError as error:
        raise refusal(error, PlanContent, name) from None


def blank() -> PlanContent:
    """The plan to start from when no template fits: only what the branch regulation asks of every meeting."""
    return load(PLANS / "blank.toml")


if __name__ == "__main__":
    from meetings import plan_docs

    if sys.argv[1:] != ["--docs"]:
        sys.exit(
            "usage: python -m meetings.plan_schema --docs   (rewrites the tables of docs/plan-templates.md)"
        )
    plan_docs.write()
