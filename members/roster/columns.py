"""The columns of a list of people: what the template calls them and what else offices call them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column. `heading` is the template's own; `others` are recognised too. `width` is in characters."""

    name: str
    heading: str
    others: tuple[str, ...]
    width: int
    example: str
    told: str


COLUMNS = (
    Column(
        "name", "姓名", ("党员姓名", "名字"), 14, "古丽·阿不都",
        "必填。按身份证上的字填写，生僻字、“·”都可以。",
    ),
    Column(
        "branch", "所在支部", ("支部", "党支部", "所在党支部", "所属支部", "所属党支部", "党支部名称"), 24,
        "幸福村党支部", "支部的全称或简称。上传时选了支部，可以不填。",
    ),
    Column(
        "status", "类别", ("党员类别", "人员类别", "党员类型", "身份"), 14, "正式党员",
        "正式党员、预备党员或入党积极分子。新登记的人必填。",
    ),
    Column(
        "joined_on", "入党日期", ("入党时间", "加入党组织日期", "加入中共日期"), 16, "2010-07-01",
        "写到日。2010.7.1、2010年7月1日也可以。入党积极分子不填。",
    ),
    Column(
        "id_number", "身份证号", ("身份证", "身份证号码", "公民身份号码", "证件号码"),
        24, "",
        "18位。用来避免同一个人登记两次；加密保存，页面和导出只显示前三位和末四位。",
    ),
    Column(
        "phone", "手机", ("手机号", "手机号码", "联系电话", "电话", "联系方式"), 18, "13800000000",
        "开通账号时用作登录的账号。",
    ),
    Column(
        "group", "党小组", ("所在党小组", "小组", "所属党小组"), 18, "",
        "支部里已经建好的党小组；不分小组的不填。",
    ),
    Column(
        "is_leading_cadre", "党员领导干部", ("领导干部", "是否领导干部", "是否党员领导干部"), 16, "否",
        "是或否。",
    ),
)  # fmt: skip

BY_NAME = {column.name: column for column in COLUMNS}
_NOISE = re.compile(r"[\s*:：]|[(（].*?[)）]")


def plain_heading(text: str) -> str:
    """A heading without blanks, stars, colons and brackets: ＊姓 名（必填） → 姓名."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


_KNOWN = {heading: column.name for column in COLUMNS for heading in (column.heading, *column.others)}


def column_named(text: str) -> str | None:
    """The column a heading stands for, or None."""
    return _KNOWN.get(plain_heading(text))
