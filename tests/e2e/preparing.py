"""What people do in the browser while they prepare a meeting, each deed as one sentence of the story."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.e2e.village import SECRETARY
from tests.e2e.walking import Person, Walk

WRITTEN = Path(__file__).parents[1] / "checkup" / "handwritten"
THINKING = "说起父亲住院，夜里睡不着，怕耽误支部的事"
SHORTCOMINGS = "指出对方遇事急躁；对方指出自己开会拖延"


class Preparation:
    """One meeting on its way to readiness, and the people who prepare it."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.address, self.title = walk, "", ""

    def __getitem__(self, name: str) -> Person:
        return self.walk[name]

    def at(self, name: str, part: str = "") -> Person:
        """That person before a part of the meeting, such as `talks/`."""
        return self.walk[name].opens(self.address + part)

    # --- the plan

    def is_planned(self, template: str, held_on: str, deadlines: dict[str, str]) -> None:
        """The secretary makes the meeting from a shipped template and fills in what it left open."""
        secretary = self.walk[SECRETARY].opens("/meetings/new/").follows(template)
        self.title = secretary.main.get_by_label("会议名称").input_value()
        secretary.fills(会议日期=held_on, 地点="党员活动室").presses("建立会议")
        self.address = re.search(r"/meetings/\d+/", secretary.here)[0]
        steps = secretary.page.locator("#steps")
        for title, day in deadlines.items():
            steps.get_by_label(re.compile(f"日期.*{title}$")).first.fill(day)
        secretary.looks("plan")
        if deadlines:
            secretary.presses("保存环节安排", steps)
            steps.locator(".save-status--ok").wait_for()

    def moves(self, name: str, label: str) -> Person:
        """A move of the meeting, from its own page through the page that asks once more."""
        person = self.at(name).follows(label)
        return person.looks(f"move-{label}").presses(label)

    def lacks(self, *texts: str, but_not: tuple[str, ...] = ()) -> Person:
        """What the secretary reads on the page of what is missing."""
        return self.at(SECRETARY, "readiness/").sees(*texts).sees_no(*but_not).looks("readiness")

    def is_refused_as_ready(self, *missing: str) -> None:
        """The move is not offered, and its page says what is missing."""
        page = self.at(SECRETARY)
        assert page.main.get_by_role("link", name="确认准备就绪").count() == 0
        page.opens(f"{self.address}move/declare_ready/").sees("还不能办理，先补上这些", *missing)
        assert page.main.get_by_role("button", name="确认准备就绪").count() == 0

    # --- study

    def study_is_held(self, by: str, kind: str, absent: tuple[str, ...] = ()) -> Person:
        person = self.at(by, "studies/").follows("登记学习").fills(形式=kind, 学习情况="逐人发言，摆差距。")
        for name in absent:
            person.main.get_by_label(name, exact=True).uncheck()
        return person.looks("study-record").presses("登记")

    def hands_in_reflection(self, name: str) -> Person:
        words = f"读完第三章，想起走访时那本旧账册。{name}要先从按时公示做起。"
        return self.walk[name].opens("/").follows("交学习心得").fills(内容=words).presses("提交")

    # --- opinions

    def asks(self, by: str, channel: str, audience: str, until: str) -> Person:
        """A round through one channel; the person stands at the page where opinions are noted."""
        person = self.at(by, "opinions/").follows("登记征求意见")
        return person.fills(渠道=channel, 结束日期=until, 征求对象=audience).presses("登记")

    def is_fed_back_and_answered(self, by: str, answer: str) -> int:
        """Each opinion is passed on word for word, and those on the committee are answered; how many it were."""
        for done in range(100):
            person = self.at(by, "opinions/?show=feedback")
            waiting = person.main.locator("#opinions tbody th a")
            if not waiting.count():
                return done
            waiting.first.click()
            person.presses("登记已反馈").sees("已登记反馈")
            if person.main.locator("dd").filter(has_text="支部班子").count():
                person.fills(怎样回应=answer).presses("保存回应").sees("回应已保存")
        raise AssertionError("opinions without end")

    # --- talks

    def have_talked(self, one: str, other: str, on: str, mode: str = "当面") -> Person:
        """A talk that has taken place: recorded by one, confirmed by the other."""
        person = self.at(one, "talks/").follows("约谈心谈话")
        person.fills(同谁谈=other, 日期=on, 方式=mode).presses("约好了")
        person.fills(交流了哪些思想情况=THINKING, 相互指出了哪些不足=SHORTCOMINGS).presses("保存记录")
        self.walk[other].opens("/").follows("确认谈心谈话记录").sees(THINKING).presses("确认这份记录")
        return person

    # --- materials

    def writes_material(self, name: str, todo: str, number: int) -> Person:
        """Somebody writes a material in the browser and hands it in."""
        person = self.walk[name].opens("/").follows(todo).follows("在线写")
        return person.fills(材料正文=material(number)).presses("提交审核").sees("已提交，待")

    def passes(self, by: str, todo: str | re.Pattern[str]) -> Person:
        """A reviewer opens a material from the to-dos and lets it pass."""
        person = self.walk[by].opens("/").follows(todo)
        return person.ticks("通过").presses("提交审核结论")

    def settles(self, by: str, present: tuple[str, ...], on: str) -> Person:
        """What the committee did about the branch's material, told by one who was there."""
        person = self.walk[by].opens("/").follows("审定支部委员会").ticks("通过")
        for name in present:
            person.ticks(name)
        return person.fills(支委会审定日期=on).presses("登记审定结果")

    def passes_all(self, by: str) -> int:
        """A reviewer works the to-dos off; how many it were."""
        done = 0
        while (
            self.walk[by]
            .opens("/")
            .main.get_by_role("link", name=re.compile("^审核.+材料|^审核.+提纲"))
            .count()
        ):
            self.passes(by, re.compile("^审核"))
            done += 1
        return done


def material(number: int) -> str:
    """A material as a person wrote it."""
    return (WRITTEN / f"good_{number}.txt").read_text(encoding="utf-8")


def word_file(path: Path, *paragraphs: str, picture: bytes = b"") -> Path:
    """A .docx as Word saves it."""
    import io

    import docx

    document: Any = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if picture:
        document.add_picture(io.BytesIO(picture))
    document.save(str(path))
    return path
