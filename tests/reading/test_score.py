"""The comparison with labels: what counts as the same, and what each disagreement costs."""

from __future__ import annotations

import json

import pytest

from meetings.reading.score import Score, compare, normal, score

DEADLINE = {
    "what": "报送",
    "when_text": "会后15天内",
    "relative": {"anchor": "after_meeting", "amount": 15, "unit": "day"},
}
OTHER_AMOUNT = DEADLINE | {"relative": {"anchor": "after_meeting", "amount": 10, "unit": "day"}}


@pytest.mark.parametrize(
    ("key", "answer", "label", "counts"),
    [
        ("theme", "学思想、强党性", {"theme": "学思想 强党性。"}, (0, 0, 1)),
        ("theme", "Ａ１", {"theme": "a1"}, (0, 0, 1)),
        ("theme", "学思想", {"theme": "强党性"}, (1, 1, 0)),
        ("theme", None, {"theme": "强党性"}, (0, 1, 0)),
        ("theme", "强党性", {"theme": None}, (1, 0, 0)),
        ("theme", None, {"theme": None}, (0, 0, 0)),
        ("includes_appraisal", False, {"includes_appraisal": False}, (0, 0, 1)),
        ("meeting_date", "3月", {"meeting_date": "3月初", "meeting_date_alt": ["3月"]}, (0, 0, 1)),
        ("participants", ["甲", "乙"], {"participants": ["乙", "丙"]}, (1, 1, 1)),
        ("participants", ["甲", "甲"], {"participants": ["甲"]}, (1, 0, 1)),
        ("dimensions", ["理论学习方面"], {"dimensions": ["理论学习"]}, (0, 0, 1)),
        ("dimensions", ["学习"], {"dimensions": ["理论学习"]}, (1, 1, 0)),
        ("preparation_stages", [{"kind": "talks", "due": None}], {"preparation_stages": []}, (1, 0, 0)),
        (
            "preparation_stages",
            [{"kind": "talks", "due": None}],
            {"preparation_stages": [], "preparation_stages_optional": [{"kind": "talks", "due": None}]},
            (0, 0, 0),
        ),
        (
            "preparation_stages",
            [{"kind": "talks", "due": "3月"}],
            {"preparation_stages": [{"kind": "talks", "due": None}]},
            (1, 1, 0),
        ),
        ("deadlines", [DEADLINE | {"what": "别的说法"}], {"deadlines": [DEADLINE]}, (0, 0, 1)),
        ("deadlines", [OTHER_AMOUNT], {"deadlines": [DEADLINE]}, (1, 1, 0)),
    ],
)
def test_wrong_missed_and_right_are_counted(key, answer, label, counts):
    wrong, missed, right = compare(key, answer, label)
    assert (len(wrong), len(missed), right) == counts


def test_normal_text_has_no_space_punctuation_or_width():
    assert normal("　“学、Ｘ” １. ") == "学x1"


def test_unscored_fields_do_not_count():
    result = Score()
    result.add("1", {"theme": "甲", "host": "乙"}, {"theme": "丙", "unscored": ["theme"]})
    assert (result.fields["theme"].wrong, result.fields["host"].wrong) == (0, 1)


def test_a_folder_is_scored_with_its_table(tmp_path):
    (tmp_path / "1.txt").write_text("某党支部专题组织生活会方案\n会议主题：强党性", encoding="utf-8")
    label = {"kind": "thematic", "theme": "强党性", "includes_appraisal": False, "organization": "某党支部"}
    (tmp_path / "1.json").write_text(json.dumps(label), encoding="utf-8")
    (tmp_path / "2.json").write_text("{}", encoding="utf-8")
    result = score(tmp_path)
    assert (result.plans, result.total.precision, result.total.recall) == (1, 1.0, 1.0)
    assert "theme" in result.table()
    assert "plans: 1" in result.table()


def test_a_file_that_cannot_be_read_answers_no_plan(tmp_path):
    (tmp_path / "1.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "1.json").write_text('{"kind": "annual"}', encoding="utf-8")
    result = score(tmp_path)
    assert (result.fields["kind"].wrong, result.fields["kind"].missed) == (1, 1)


def test_a_folder_without_plans_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        score(tmp_path)
