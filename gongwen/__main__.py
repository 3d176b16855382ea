"""python -m gongwen check FILE.docx [--kind record] [--json] [--no-render]"""

import argparse
import json
import sys
from collections import Counter

from gongwen.checker import FAIL, KINDS, STATUS_WORDS, Finding, UnreadableDocument, check
from gongwen.render import can_draw as can_measure


def main(arguments: list[str] | None = None) -> int:
    """0 when nothing failed, 1 when something did, 2 when the file cannot be read."""
    options = _parser().parse_args(arguments)
    try:
        render = can_measure() if options.render is None else options.render
        findings = check(options.file, render, kind=options.kind)
    except (UnreadableDocument, OSError) as error:
        print(f"{options.file}：{error}", file=sys.stderr)  # noqa: T201
        return 2
    print(as_json(findings) if options.json else as_text(findings))  # noqa: T201
    return 1 if any(finding.status == FAIL for finding in findings) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gongwen", description="按 GB/T 9704-2012 检查 Word 文档的版式")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("check", help="检查一个 .docx 文件")
    command.add_argument("file")
    command.add_argument(
        "--kind", choices=KINDS, default="official", help="official 公文（默认），record 会议记录、表格"
    )
    command.add_argument("--json", action="store_true", help="输出 JSON")
    render = command.add_mutually_exclusive_group()
    render.add_argument(
        "--render", action="store_true", default=None, help="用 LibreOffice 排版后再量（有它时默认）"
    )
    render.add_argument("--no-render", dest="render", action="store_false", help="只看文件，不排版")
    return parser


def as_json(findings: list[Finding]) -> str:
    """A JSON list, one object per finding."""
    return json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=1)


def as_text(findings: list[Finding]) -> str:
    """One line per finding under its clause, and the counts."""
    out, clause = [], ""
    for finding in findings:
        if finding.clause != clause:
            clause = finding.clause
            out.append(clause)
        out.append(f"  {STATUS_WORDS[finding.status]}　应为：{finding.expected}　实为：{finding.found}")
    counts = Counter(finding.status for finding in findings)
    out.append("　".join(f"{word} {counts[status]}" for status, word in STATUS_WORDS.items()))
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(main())
