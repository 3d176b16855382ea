"""Relationships of an office file: what its parts point to, inside and outside.

A hyperlink to a web page or a mail address stays: nothing is fetched until somebody clicks it, and
reports cite web pages. Everything else outside is fetched when the file is opened, and is refused.
"""

import re

from core.uploads.refusal import refusal
from core.uploads.xmlwalk import Attributes, Handlers

RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"

SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*):")
HARMLESS_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# By the last word of the relationship's type. What is not named here can only be reached inside the file.
MACRO_TYPES = frozenset(
    {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "extensibility"}
    | {"attachedtoolbars", "keymapcustomizations"}
)
EMBEDDED_TYPES = frozenset(
    {"oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument"}
    | {"webextension", "webextensiontaskpanes"}
)
FETCHING_TYPES = {
    "externallink": "其他工作簿",
    "connections": "数据连接",
    "querytable": "查询表",
    "attachedtemplate": "文档模板：开发工具→文档模板→改为 Normal",
    "image": "图片：请另存后重新插入",
    "frame": "框架页",
    "mailmergesource": "邮件合并数据源",
}


def is_harmless(target: str) -> bool:
    """Whether clicking this can only open a page, a mail, or something beside the file itself."""
    if match := SCHEME.match(target):
        return match[1].lower() in HARMLESS_SCHEMES
    return not target.lstrip().startswith(("/", "\\"))


def relationship_handlers(suffix: str) -> Handlers:
    """Handlers for a relationships part of a file of this kind; they raise `UploadRefused`."""
    return Handlers(starts={RELATIONSHIP: lambda found: check_relationship(found, suffix)})


def check_relationship(found: Attributes, suffix: str) -> None:
    kind = found.get("Type", "").rstrip("/").rpartition("/")[2].lower()
    target = found.get("Target", "")
    if kind in MACRO_TYPES:
        raise refusal("macro", suffix=suffix)
    if kind in EMBEDDED_TYPES:
        raise refusal("embedded")
    if _is_outside(found, target):
        _check_outside(kind, target)
    elif kind in ("externallink", "connections", "querytable"):
        raise refusal("external", what=FETCHING_TYPES[kind])


def _is_outside(found: Attributes, target: str) -> bool:
    """Marked so, or plainly an address: readers differ in which of the two they believe."""
    marked = found.get("TargetMode", "").lower() == "external"
    return marked or bool(SCHEME.match(target)) or target.lstrip().startswith(("\\", "//"))


def _check_outside(kind: str, target: str) -> None:
    if kind != "hyperlink":
        raise refusal("external", what=FETCHING_TYPES.get(kind, "其他文件"))
    if not is_harmless(target):
        raise refusal("link")


def check_vml_picture(found: Attributes) -> None:
    """Old drawings may name a picture by address, past all relationships."""
    source = found.get("src", "")
    if SCHEME.match(source) or source.lstrip().startswith(("\\", "//")):
        raise refusal("external", what=FETCHING_TYPES["image"])


VML_PICTURES = {
    f"urn:schemas-microsoft-com:vml {name}": check_vml_picture for name in ("imagedata", "fill", "stroke")
}
