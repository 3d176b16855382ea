"""What goes wrong on an ordinary day: files that are no text, a press too many, a log-in that ends, two windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.preparing import Preparation, material, word_file
from tests.e2e.village import COMMITTEE, MEMBER, SECRETARY
from tests.e2e.walking import Person, Walk
from tests.uploads import builders

pytestmark = pytest.mark.e2e
TODAY = "2026-05-20"


def test_an_ordinary_days_mishaps(walk: Walk, tmp_path: Path) -> None:
    meeting = Preparation(walk)
    meeting.is_planned("机关支部半年专题组织生活会", held_on="2026-06-10", deadlines={})
    meeting.moves(SECRETARY, "开始会前准备")
    _files_that_are_no_text(meeting, tmp_path)
    _pressed_twice(meeting)
    _gone_back(meeting)
    _the_log_in_ends(meeting)
    _two_windows(meeting)


def _files_that_are_no_text(meeting: Preparation, folder: Path) -> None:
    garbage = folder / "草稿.docx"
    garbage.write_bytes(b"not a document")
    photograph = builders.jpeg(builders.segment(0xE1, builders.exif()))
    member = meeting[MEMBER].opens("/").follows("提交发言提纲")
    for path, told in (
        (garbage, "认不出这个文件的内容"),
        (word_file(folder / "空白.docx"), "文档里没有可以读取的文字"),
        (word_file(folder / "扫描件.docx", picture=photograph), "文档里只有图片"),
        (word_file(folder / "一本书.docx", "写了很多很多字。" * 25_001), "超过 200000 字"),
    ):
        member.uploads(path).presses("提交审核").sees(told).looks("upload-refused")
    member.follows("在线写").presses("提交审核").sees("只有小标题，还没有正文")
    meeting.lacks(MEMBER, "材料还没有提交")


def _pressed_twice(meeting: Preparation) -> None:
    """An impatient double click leaves one opinion, one talk."""
    committee = meeting.asks(COMMITTEE, "座谈会", "党员", TODAY).fills(原话="按了两下的意见")
    _double_click(committee, "登记这条意见")
    committee.sees("已登记一条")
    assert meeting.at(COMMITTEE, "opinions/").row("按了两下的意见").count() == 1
    committee = meeting.at(COMMITTEE, "talks/").follows("约谈心谈话").fills(同谁谈=MEMBER, 日期="2026-05-25")
    _double_click(committee, "约好了")
    committee.sees("已约好")
    assert committee.main.locator("#mine").get_by_role("row", name=MEMBER).count() == 1


def _double_click(person: Person, label: str) -> None:
    person.main.get_by_role("button", name=label).first.dblclick()
    person.page.wait_for_load_state()


def _gone_back(meeting: Preparation) -> None:
    """Back to a form that was sent, and sent again: told, not doubled."""
    member = meeting.at(MEMBER, "studies/").follows("交笔记").fills(内容="第一章的笔记").presses("提交")
    member.sees("已交1篇").goes_back()
    member.fills(内容="第一章的笔记").presses("提交").sees("没有重复提交")
    meeting.at(MEMBER, "studies/").sees("已交1篇")


def _the_log_in_ends(meeting: Preparation) -> None:
    """What was being written is kept on the device, and offered on the page it was written on."""
    words = "写到一半，登录过期了。"
    member = meeting.at(MEMBER, "studies/").follows("交笔记").fills(内容=words)
    here = member.here
    member.page.wait_for_timeout(1500)  # milliseconds; long enough for the device to have it
    member.page.context.clear_cookies(name="sessionid")
    member.presses("提交").sees("请先登录")
    meeting.walk.logs_in(MEMBER)
    assert member.opens(here).sees("还没有提交的内容").main.get_by_label("内容").input_value() == ""
    member.looks("draft-offered").presses("取回")
    assert member.main.get_by_label("内容").input_value() == words
    member.presses("提交").sees("已交2篇")


def _two_windows(meeting: Preparation) -> None:
    """The branch's text is open in two places; whoever saves second sees the other's and loses nothing."""
    first = meeting.at(SECRETARY, "materials/").follows("支部委员会").follows("在线写")
    second = Person(first.page.context.new_page(), first.site).opens(first.here)
    first.fills(材料正文=material(1)).presses("先存草稿").sees("草稿已保存")
    second.fills(材料正文="另一个窗口里写的").presses("先存草稿").sees("另一个人保存的草稿")
    assert second.main.get_by_label("材料正文").input_value() == "另一个窗口里写的"
    assert material(1)[:20] in first.opens(first.here).main.get_by_label("材料正文").input_value()
