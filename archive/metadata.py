"""metadata.json and metadata.xml: one description of the meeting and of every file, written twice.

The JSON has English keys, for programs; the XML has the words of the trade, for an archive's own system.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from typing import Any

from archive.codes import CATEGORY
from archive.models import CatalogueEntry, FilingUnit, Packet
from archive.queries import WITHHELD
from gongwen import clean
from meetings.enums import DocumentKind, Retention
from meetings.models import Meeting
from meetings.queries.sitting import attendance_count, current_sitting
from members.models import Organization

FORMAT, VERSION = "orglife-packet", 1

# English key → element. What is not here has no place in the XML: a test holds the two together.
ELEMENTS = {
    "format": "格式",
    "version": "格式版本",
    "bag": "归档包名称",
    "archived_on": "归档日期",
    "archived_by": "归档人",
    "filing": "档号组成",
    "fonds": "全宗号",
    "category": "门类",
    "year": "年度",
    "unit": "机构代码",
    "unit_name": "机构名称",
    "meeting": "会议",
    "title": "题名",
    "kind": "类别",
    "form": "召开形式",
    "year_of": "所属年度",
    "theme": "会议主题",
    "held_on": "会议日期",
    "place": "地点",
    "host": "主持人",
    "recorder": "记录人",
    "organization": "党组织",
    "superiors": "上级党组织",
    "campaign": "工作部署",
    "includes_appraisal": "同时开展民主评议",
    "agenda": "会议议程",
    "attendance": "到会情况",
    "expected": "应到",
    "present": "实到",
    "on_leave": "请假",
    "excused": "免于到会",
    "absent": "缺席",
    "supplements": "补充的归档包",
    "file_name": "文件名",
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "gaps": "缺件",
    "withheld": "按规定不归档",
    "label": "名称",
    "reason": "原因",
    "count": "份数",
    "files": "归档文件",
    "ordinal": "序号",
    "code": "档号",
    "number": "件号",
    "author": "责任者",
    "document_number": "文号",
    "dated": "日期",
    "classification": "密级",
    "pages": "页数",
    "note": "备注",
    "retention": "保管期限",
    "path": "文件",
    "size": "字节数",
    "item": "项",
    "kind_key": "类别代码",
    "retention_key": "保管期限代码",
}


def describe(
    packet: Packet, unit: FilingUnit, entries: Sequence[CatalogueEntry], withheld: Counter[str], bag: str
) -> dict[str, Any]:
    """Everything a reader without the program must know: meeting, files, gaps. Texts are cleaned."""
    return _cleaned(
        {
            "format": FORMAT,
            "version": VERSION,
            "bag": bag,
            "archived_on": packet.dated.isoformat(),
            "archived_by": packet.requested_by.display_name,
            "filing": _filing(unit, entries),
            "meeting": _meeting(packet.meeting),
            "supplements": _supplemented(packet.supplements),
            "gaps": [
                {"kind_key": kind, "label": DocumentKind(kind).label, "reason": reason}
                for kind, reason in sorted(packet.gaps.items())
            ],
            "withheld": [
                {"kind_key": kind, "label": kind.label, "count": withheld[kind], "reason": WITHHELD}
                for kind in DocumentKind
                if withheld[kind]
            ],
            "files": [_file(entry) for entry in entries],
        }
    )


def _filing(unit: FilingUnit, entries: Sequence[CatalogueEntry]) -> dict[str, Any]:
    return {
        "fonds": unit.fonds.code,
        "category": CATEGORY,
        "year": entries[0].series.year,
        "unit": unit.code,
        "unit_name": unit.organization.name,
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "organization": meeting.organization.name,
        "superiors": [above.name for above in _superiors(meeting.organization)],
        "kind": meeting.get_kind_display(),
        "form": meeting.get_form_display(),
        "year_of": meeting.year_of,
        "theme": meeting.theme,
        "campaign": meeting.campaign.title if meeting.campaign else None,
        "held_on": meeting.held_on.isoformat() if meeting.held_on else None,
        "place": meeting.place,
        "host": meeting.host.name if meeting.host else None,
        "recorder": meeting.recorder.name if meeting.recorder else None,
        "includes_appraisal": meeting.includes_appraisal,
        "agenda": list(meeting.agenda.order_by("ordinal").values_list("title", flat=True)),
        "attendance": _attendance(meeting),
    }


def _superiors(organization: Organization) -> list[Organization]:
    """From the root down to the body right above."""
    found, above = [], organization.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found[::-1]


def _attendance(meeting: Meeting) -> dict[str, int] | None:
    sitting = current_sitting(meeting)
    if sitting is None:
        return None
    count = attendance_count(sitting)
    return {name: getattr(count, name) for name in ("expected", "present", "on_leave", "excused", "absent")}


def _supplemented(first: Packet | None) -> dict[str, Any] | None:
    if first is None:
        return None
    return {"file_name": first.file_name, "archived_on": first.dated.isoformat(), "sha256": first.sha256}


def _file(entry: CatalogueEntry) -> dict[str, Any]:
    return {
        "ordinal": entry.ordinal,
        "code": entry.code,
        "number": entry.number,
        "kind_key": str(entry.kind),
        "kind": DocumentKind(entry.kind).label,
        "title": entry.title,
        "author": entry.author,
        "document_number": entry.document_number,
        "dated": entry.dated.isoformat() if entry.dated else None,
        "classification": entry.classification,
        "pages": entry.pages,
        "note": entry.note,
        "retention_key": str(entry.retention),
        "retention": Retention(entry.retention).label,
        "path": entry.path,
        "size": entry.size,
        "sha256": entry.sha256,
        "sha512": entry.sha512,
    }


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def as_json(data: Any) -> bytes:
    """UTF-8, readable without a program, ends in a line."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def as_xml(data: dict[str, Any]) -> bytes:
    """The same description under Chinese element names; what is unknown has no element."""
    root = ET.Element("归档包")
    _fill(root, data)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _fill(parent: ET.Element, data: dict[str, Any]) -> None:
    for key, value in data.items():
        if value is not None:
            _put(ET.SubElement(parent, ELEMENTS[key]), value)


def _put(element: ET.Element, value: Any) -> None:
    if isinstance(value, dict):
        _fill(element, value)
    elif isinstance(value, list):
        for one in value:
            _put(ET.SubElement(element, ELEMENTS["item"]), one)
    else:
        element.text = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
