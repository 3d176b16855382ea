"""check_material prints what the check says, and refuses what it cannot read with a sentence."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from tests.checkup.corpus import draft, plagiarise


def _run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("check_material", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three materials, and a copy that takes half of its text from the first."""
    others = tmp_path / "others"
    others.mkdir()
    texts = {number: draft(f"command {number}") for number in range(3)}
    for number, text in texts.items():
        (others / f"材料{number}.txt").write_text(text, encoding="utf-8")
    text, _ = plagiarise("command", {0: texts[0]}, 0.3)
    (tmp_path / "mine.txt").write_text(text, encoding="utf-8")
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "mine.docx")
    return tmp_path


@pytest.mark.parametrize("name", ["mine.txt", "mine.docx"])
def test_r08_copied_passages_are_printed_beside_their_source(folder: Path, name: str) -> None:
    out, _ = _run(folder / name, "--against", folder / "others")
    assert "[R08] 这一段和“材料0”" in out
    assert "文中：" in out
    assert "对照：" in out
    assert "材料2" not in out


def test_json_has_spans_and_passages(folder: Path) -> None:
    out, _ = _run(folder / "mine.txt", "--against", folder / "others", "--json")
    text = (folder / "mine.txt").read_text(encoding="utf-8")
    found = json.loads(out)
    copied = [record for record in found if record["rule"] == "R08"]
    assert copied
    for record in copied:
        assert text[slice(*record["span"])] == record["passage"]
        assert record["other"]["label"] == "材料0"
        assert record["other_passage"] in (folder / "others" / "材料0.txt").read_text(encoding="utf-8")


def test_the_material_itself_is_not_among_the_others(folder: Path) -> None:
    out, _ = _run(folder / "others" / "材料1.txt", "--against", folder / "others")
    assert "R08" not in out


def test_r08_the_notices_words_are_found(folder: Path) -> None:
    notice = folder / "通知.txt"
    notice.write_text(draft("command 0"), encoding="gb18030")
    out, _ = _run(folder / "mine.txt", "--notice", notice)
    assert "“通知”" in out
    assert "不要照抄文件" in out


def test_aspects_are_asked_for(folder: Path) -> None:
    out, _ = _run(folder / "others" / "材料1.txt", "--aspect", "学史明理", "--aspect", "廉洁家风")
    assert "“廉洁家风”" in out
    assert "“学史明理”" not in out


def test_a_committees_material_may_say_we(tmp_path: Path) -> None:
    path = tmp_path / "班子.txt"
    path.write_text(
        "一、存在的问题\n我们支部学习抓得不紧，思想上不重视。\n二、原因分析\n懒。\n三、整改措施\n改。"
    )
    assert "R01" in _run(path)[0]
    assert "R01" not in _run(path, "--committee")[0]


def test_a_file_that_cannot_be_read_is_passed_over_by_name(folder: Path) -> None:
    (folder / "others" / "坏.docx").write_bytes(b"PK\x03\x04broken")
    out, err = _run(folder / "mine.txt", "--against", folder / "others")
    assert "坏.docx" in err
    assert "材料0" in out


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"%PDF-1.7\n", b"", b"text"],
)
def test_a_material_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"[\u4e00-\u9fff]+.*。"):
        _run(path)


def test_missing_files_and_folders_are_named(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"打不开文件：.*nowhere"):
        _run(folder / "nowhere.txt")
    with pytest.raises(CommandError, match=r"找不到文件夹：.*nowhere"):
        _run(folder / "mine.txt", "--against", folder / "nowhere")


def test_an_empty_material_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("")
    assert "没有读到文字" in _run(path)[0]


def test_what_is_too_long_to_be_a_material_is_refused(folder: Path) -> None:
    (folder / "book.txt").write_text("长" * 200_001)
    with pytest.raises(CommandError, match="有200001字"):
        _run(folder / "book.txt")


def test_a_notice_without_a_word_is_refused(folder: Path) -> None:
    (folder / "blank.txt").write_text("")
    with pytest.raises(CommandError, match="里没有读到文字"):
        _run(folder / "mine.txt", "--notice", folder / "blank.txt")
