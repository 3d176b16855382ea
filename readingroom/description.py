"""metadata.json and chain.json of a packet, as a reader takes them: every part checked, nothing assumed.

A packet may come from anywhere. What is not as `archive/metadata.py` writes it is refused with its place.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.exceptions import Invalid
from gongwen import clean

FORMAT, VERSION = "orglife-packet", 1

Text = Annotated[str, BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)]
Short = Annotated[Text, Field(max_length=255)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Year = Annotated[int, Field(ge=1900, le=9999)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Part(BaseModel):
    """What a later version adds is kept in the zip and not read."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Filing(Part):
    fonds: Short
    category: Short
    year: Year
    unit: Short
    unit_name: Text


class Turnout(Part):
    expected: Count
    present: Count
    on_leave: Count
    excused: Count
    absent: Count


class Held(Part):
    """The meeting."""

    title: Text
    organization: Text
    superiors: list[Text] = []
    kind: Text = ""
    form: Text = ""
    year_of: Year
    theme: Text = ""
    campaign: Text | None = None
    held_on: dt.date | None = None
    place: Text = ""
    host: Text | None = None
    recorder: Text | None = None
    agenda: list[Text] = []
    attendance: Turnout | None = None


class First(Part):
    """The packet that a supplement adds to."""

    file_name: Text
    archived_on: dt.date
    sha256: Digest


class Gap(Part):
    label: Text
    reason: Text


class Withheld(Part):
    label: Text
    count: Count
    reason: Text


class Listed(Part):
    """One document of the catalogue."""

    ordinal: Count
    code: Annotated[Text, Field(max_length=80)]
    kind: Annotated[Text, Field(max_length=80)]
    title: Text
    author: Text
    dated: dt.date | None = None
    pages: Count | None = None
    note: Text = ""
    retention: Annotated[Text, Field(max_length=20)]
    path: Annotated[str, Field(max_length=255)]
    size: Annotated[int, Field(ge=0, le=2**62)]
    sha256: Digest


class Description(Part):
    """metadata.json."""

    format: Literal["orglife-packet"]
    version: Literal[1]
    bag: Text
    archived_on: dt.date
    archived_by: Text
    filing: Filing
    meeting: Held
    supplements: First | None = None
    gaps: list[Gap] = []
    withheld: list[Withheld] = []
    files: Annotated[list[Listed], Field(min_length=1)]


class Said(Part):
    """What the chain covers of an entry of the minutes."""

    item: Text = ""
    speaker: Text = ""
    text: Text
    taken_at: dt.datetime


class Added(Part):
    """What the chain covers of an amendment."""

    text: Text
    reason: Text = ""


class Entry(Part):
    content: Said | None = None
    digest: str


class Amendment(Part):
    content: Added | None = None
    digest: str
    author: Text = ""


class Sitting(Part):
    number: Count
    seal: str = ""
    sealed_at: dt.datetime | None = None
    entries: list[Entry] = []
    amendments: list[Amendment] = []

    @property
    def has_text(self) -> bool:
        return any(entry.content for entry in self.entries)


class Chain(Part):
    """chain.json."""

    sittings: list[Sitting] = []


def described(data: Any) -> Description:
    """The packet's description. Raises Invalid with the place that is wrong."""
    try:
        return Description.model_validate(data)
    except ValidationError as error:
        raise Invalid(f"归档包的著录内容（metadata.json）读不懂：{_place(error)}。", field="files") from error


def chained(data: Any) -> Chain:
    """The minutes. Raises Invalid with the place that is wrong."""
    try:
        return Chain.model_validate(data)
    except ValidationError as error:
        raise Invalid(f"归档包的会议记录（chain.json）读不懂：{_place(error)}。", field="files") from error


def _place(error: ValidationError) -> str:
    first = error.errors(include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))} 不合要求" if first["loc"] else "不是约定的格式"
