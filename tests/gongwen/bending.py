"""Tools to bend one thing in a finished document."""

import io
import zipfile
from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element as Element

from tests.gongwen.good import official

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {"w": W[1:-1]}
Bend = Callable[[Element], None]


def bent(bend: Bend, part: str = "document", data: bytes | None = None) -> bytes:
    """A copy with one part changed. The bend must change something, or it would prove nothing."""
    target, name = io.BytesIO(), f"word/{part}.xml"
    with zipfile.ZipFile(io.BytesIO(data or official())) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            blob = source.read(entry)
            if entry.filename == name:
                root = etree.fromstring(blob)
                before = etree.tostring(root)
                bend(root)
                blob = etree.tostring(root)
                assert blob != before, "the bend bent nothing"
            copy.writestr(entry, blob)
    return target.getvalue()


def paragraph(root: Element, text: str) -> Element:
    """The first paragraph that begins like this."""
    return next(p for p in root.iter(f"{W}p") if "".join(p.itertext()).startswith(text))


def of_style(root: Element, style: str, index: int = 0) -> Element:
    """The paragraphs of one style, in order."""
    found = [p for p in root.iter(f"{W}p") if p.find(f"w:pPr/w:pStyle[@w:val='{style}']", NS) is not None]
    return found[index]


def put(owner: Element, path: str, **attributes: object) -> None:
    """Set attributes of a descendant, which is made where it is missing."""
    node = owner
    for tag in path.split("/"):
        found = node.find(f"{W}{tag}")
        node = etree.SubElement(node, f"{W}{tag}") if found is None else found
    for key, value in attributes.items():
        node.set(f"{W}{key}", str(value))


def in_style(style: str, path: str, **attributes: object) -> bytes:
    def bend(root: Element) -> None:
        put(root.find(f"w:style[@w:styleId='{style}']", NS), path, **attributes)

    return bent(bend, "styles")


def in_paragraph(text: str, path: str, **attributes: object) -> bytes:
    return bent(lambda root: put(paragraph(root, text), path, **attributes))


def in_sections(tag: str, *, landscape: bool = False, **attributes: object) -> bytes:
    """Change the sections of one direction."""

    def bend(root: Element) -> None:
        for section in root.iter(f"{W}sectPr"):
            if (section.find(f"{W}pgSz").get(f"{W}orient") == "landscape") == landscape:
                put(section, tag, **attributes)

    return bent(bend)


def in_runs(part: str, path: str, **attributes: object) -> bytes:
    """Change every run of a part."""

    def bend(root: Element) -> None:
        for run in root.iter(f"{W}r"):
            put(run, path, **attributes)

    return bent(bend, part)


def face(where: Callable[[Element], Element], name: str, run: int = 0) -> bytes:
    """Another face for one run of a paragraph."""

    def bend(root: Element) -> None:
        fonts = where(root).findall("w:r/w:rPr/w:rFonts", NS)[run]
        for key in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(f"{W}{key}", name)

    return bent(bend)


def typed(where: Callable[[Element], Element], old: str, new: str) -> bytes:
    """Other text in one paragraph."""

    def bend(root: Element) -> None:
        for node in where(root).iter(f"{W}t"):
            node.text = node.text.replace(old, new)

    return bent(bend)


def no_blank_above(where: Callable[[Element], Element]) -> bytes:
    def bend(root: Element) -> None:
        blank = where(root).getprevious()
        assert not "".join(blank.itertext())
        blank.getparent().remove(blank)

    return bent(bend)


def no(tag: str, part: str = "document") -> bytes:
    """A part without any element of this name."""

    def bend(root: Element) -> None:
        for node in list(root.iter(f"{W}{tag}")):
            node.getparent().remove(node)

    return bent(bend, part)
