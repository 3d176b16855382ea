"""What stands in the documents of two played meetings, opened again and compared with what a hand wrote."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from gongwen.checker import FAIL, check
from meetings.enums import DocumentKind as K
from rehearsal import texts

pytestmark = pytest.mark.django_db

BRANCH = "中共青石镇幸福村支部委员会"
MEETING = "幸福村党支部2025年度组织生活会"
OFFICIAL = {K.PLAN, K.NOTICE, K.PREPARATION_REPORT, K.RECTIFICATION_PLAN, K.CIRCULAR, K.REPORT}
MATERIALS = {K.MATERIAL_BRANCH, K.MATERIAL_MEMBER}
MATTER = "负责联系的7户群众中，有3户半年没有上门；上月12日王家渡排水沟堵塞，是群众打了两次电话我才去看"
MEASURE = "每月走访两次以上，一周内给答复"
STUDY = (
    "我的学习笔记有11次只抄了标题，学党章党规，强党性修养，做合格党员的原文只读完前两章，支部讨论时说不出体会"
)

# kind, slug, title, day
CATALOGUE = [
    (K.PLAN, "", f"{MEETING}方案", "2026-01-29"),
    (K.NOTICE, "", f"{BRANCH}关于召开2025年度组织生活会的通知", "2026-01-31"),
    (K.STUDY_RECORD, "", f"{MEETING}学习记录", "2026-02-12"),
    (K.OPINION_SUMMARY, "", f"{MEETING}征求意见汇总表", "2026-02-18"),
    (K.OPINION_SUMMARY, "xlsx", f"{MEETING}征求意见汇总表（电子表格）", "2026-02-18"),
    (K.OPINION_ORIGINALS, "", f"{MEETING}征求意见原始记录", "2026-02-15"),
    (K.PROBLEM_LIST, "", f"{MEETING}查摆问题清单", "2026-02-26"),
    (K.PROBLEM_LIST, "xlsx", f"{MEETING}查摆问题清单（电子表格）", "2026-02-26"),
    (K.PREPARATION_REPORT, "", f"{MEETING}筹备情况报告", "2026-03-05"),
    (K.SIGN_IN, "1", f"{MEETING}签到表（第1次）", "2026-03-10"),
    (K.SIGN_IN, "1-xlsx", f"{MEETING}签到表（第1次）（电子表格）", "2026-03-10"),
    (K.SIGN_IN, "2", f"{MEETING}签到表（第2次）", "2026-03-13"),
    (K.SIGN_IN, "2-xlsx", f"{MEETING}签到表（第2次）（电子表格）", "2026-03-13"),
    (K.AGENDA, "", f"{MEETING}议程和主持词", "2026-03-13"),
    (K.MINUTES, "1", f"{MEETING}会议记录（第1次）", "2026-03-10"),
    (K.MINUTES, "2", f"{MEETING}会议记录（第2次）", "2026-03-13"),
    (K.CRITICISM_SUMMARY, "", f"{MEETING}批评意见汇总表", "2026-03-13"),
    (K.CRITICISM_SUMMARY, "xlsx", f"{MEETING}批评意见汇总表（电子表格）", "2026-03-13"),
    (K.RECTIFICATION_LIST, "", f"{MEETING}整改清单", "2026-03-17"),
    (K.RECTIFICATION_LIST, "xlsx", f"{MEETING}整改清单（电子表格）", "2026-03-17"),
    (K.RECTIFICATION_PLAN, "", f"{MEETING}整改方案", "2026-03-17"),
    (K.COMMITMENTS, "", f"{MEETING}整改承诺书", "2026-03-17"),
    (K.LEDGER, "", f"{MEETING}整改台账", "2026-04-22"),
    (K.LEDGER, "xlsx", f"{MEETING}整改台账（电子表格）", "2026-04-22"),
    (K.CIRCULAR, "", f"{BRANCH}关于2025年度组织生活会召开情况的通报", "2026-03-19"),
    (K.REPORT, "", f"{BRANCH}关于2025年度组织生活会召开情况的报告", "2026-03-22"),
    (K.SUPERVISION_COMMENTS, "", f"{MEETING}督导意见", "2026-03-13"),
]

# kind, slug, paragraphs that stand there one after the other
PASSAGES = [
    (K.PLAN, "", "按照党章和党内有关规定，结合实际，现就召开2025年度组织生活会制定如下方案。|一、会议主题|"
     "学党章党规，强党性修养，做合格党员。|二、时间和地点|会议定于2026年3月13日上午9时在幸福村党支部党员活动室召开。|"
     "三、参会人员|参加：支部全体党员。|列席：镇党委督导组。|会议由陈守义同志主持，林秀兰同志负责记录。|四、会议议程|"
     "1. 宣布开会，说明主题和要求。"),
    (K.PLAN, "", "（六）会议方案报督导组审阅（2026年3月8日前）|责任人：陈守义。"),
    (K.PLAN, "", "六、检视的重点|（一）支部和党员都要重点检视以下5个方面|1. 学习贯彻党的创新理论、提高政治能力，"
     "重点看是否存在：学用脱节，理解停在字面；政治敏锐性不强，把握方向不准；落实“两个维护”有差距。"),
    (K.PLAN, "", f"（三）报告召开情况（2026年3月28日前）|责任人：陈守义。|{BRANCH}|2026年1月29日"),
    (K.NOTICE, "", "全体参会人员：|经研究，定于2026年3月13日上午9时召开2025年度组织生活会。现将有关事项通知如下。"),
    (K.NOTICE, "", "四、有关要求|因故不能到会的，须在会前请假；经同意后提交书面发言，由他人在会上代为宣读。|"
     f"{BRANCH}|2026年1月31日"),
    (K.STUDY_RECORD, "", "一、集体学习（2026年2月8日）|地点：幸福村党支部党员活动室|记录人：陈守义"),
    (K.STUDY_RECORD, "", "缺席：王德福\t吴大勇|王德福于2026年2月12日补学：送学上门，交流体会。|"
     "吴大勇于2026年2月12日补学：送学上门，交流体会。"),
    (K.OPINION_ORIGINALS, "", "二、个别访谈（2026年2月10日至15日）|征求对象：党员、群众代表|征求人数：20人|"
     "（未署名）支部开会通知总在当天才发，在外面干活的赶不回来"),
    (K.PREPARATION_REPORT, "", "中共青石镇委员会：|幸福村党支部拟于2026年3月13日召开2025年度组织生活会。现将筹备情况报告如下。|"
     "一、组织学习|开展学习研讨1次，为缺席党员补学2人次。|二、征求意见|"
     "通过座谈会、个别访谈、征求意见表等方式征求到意见3条，已原文反馈3条，已答复3条。|三、谈心谈话|方案未作谈心谈话安排。|"
     "四、查摆问题|支部列出问题2条，13名党员列出个人问题13条。|五、对照检查材料|应提交13份，已提交13份，审核通过13份。|"
     f"{BRANCH}|2026年3月5日"),
    (K.SIGN_IN, "1", "时间：2026年3月10日上午9时|地点：幸福村党支部党员活动室"),
    (K.SIGN_IN, "2", "时间：2026年3月13日上午9时|地点：幸福村党支部党员活动室"),
    (K.AGENDA, "", "二、主持词|同志们，现在召开幸福村党支部2025年度组织生活会。|会议主题是：学党章党规，强党性修养，做合格党员。|"
     "今天的会议共有七项议程。|下面进行第一项，宣布开会，说明主题和要求。|"
     "下面进行第二项，书面通报上年度整改落实情况。按已整改、正在整改、尚未整改分类，逐项通报。"),
    (K.MINUTES, "1", "请假：吴大勇（在外务工，无法返回）|按规定免于到会：王德福|应到12人，实到11人，请假1人。另有1人按规定免于到会。|"
     "会议于2026年3月10日上午9时被督导组叫停，原因：自我批评只谈工作、不谈思想，相互批评走过场。|主持人（签名）：|记录人（签名）："),
    (K.MINUTES, "2", "陈守义（代读吴大勇书面发言）：吴大勇在书面发言中对照检查了自己的问题，表示回来后补学、接受批评。|六、督导组点评"),
    (K.MINUTES, "2", "会后转告：王德福（陈守义于2026年3月14日转告）；吴大勇（陈守义于2026年3月14日转告）。|"
     "本记录于2026年3月14日经主持人、记录人签认封存。"),
    (K.RECTIFICATION_PLAN, "", "针对2025年度组织生活会查摆出的问题和征求到的意见，经研究，列出整改事项3项，制定如下整改方案。"),
    (K.RECTIFICATION_PLAN, "", f"（二）坚持和加强党的全面领导方面|整改事项：{MATTER}。|整改措施：{MEASURE}。|"
     "责任人：林秀兰；整改时限：2026年5月12日。|（三）村里夜校的课都是念材料，听不懂……"),
    (K.COMMITMENTS, "", f"十一、赵国栋|{texts.COMMITMENT}|承诺人：赵国栋；承诺日期：2026年3月17日。"),
    (K.CIRCULAR, "", "全体党员：|2026年3月13日，幸福村党支部召开了2025年度组织生活会。现将有关情况通报如下。|一、会议召开情况|"
     "会议曾于2026年3月10日召开时被督导组叫停，经重新准备，于2026年3月13日再次召开。会议由陈守义同志主持，应到12人，实到11人，"
     "请假1人。另有1人按规定免于到会。会议主题是：学党章党规，强党性修养，做合格党员。11人作了自我批评，"
     "相互提出批评意见12条，被批评人已表态11条。"),
    (K.REPORT, "", "镇党政办：|2026年3月13日，幸福村党支部召开了2025年度组织生活会。现将有关情况报告如下。|一、会前准备情况|"
     "（一）组织学习。开展学习研讨1次，为缺席党员补学2人次。"),
    (K.REPORT, "", "会后共列出整改事项16项，其中支部3项、个人13项，均已明确措施、责任人和时限。支部的整改事项如下。"),
    (K.REPORT, "", f"附件：{MEETING}整改清单|{BRANCH}|2026年3月22日|附件|{MEETING}整改清单"),
    (K.SUPERVISION_COMMENTS, "", "二、叫停（2026年3月10日）|自我批评只谈工作、不谈思想，相互批评走过场。|提出人：姜督导。"),
]  # fmt: skip

# kind, slug, rows of the table: head, one by its place, number of rows without the head
TABLES = [
    (K.OPINION_SUMMARY, "序号 渠道 意见原话 涉及对象 反馈日期 答复", 3,
     "3|征求意见表|路灯坏了三个月没人管，反映过两回了|支部班子|2026年2月18日|已在支委会上研究，列入整改清单，明确专人办理。", 3),
    (K.PROBLEM_LIST, "序号 方面 具体表现 来源 原因", 2,
     f"2|坚持和加强党的全面领导|{MATTER}|征求意见|坐等群众上门，宗旨意识淡了", 2),
    (K.RECTIFICATION_LIST, "序号 对象 整改事项 整改措施 责任人 整改时限", 2,
     f"2|党支部|{MATTER}|{MEASURE}|林秀兰|2026年5月12日", 16),
    (K.REPORT, "序号 对象 整改事项 整改措施 责任人 整改时限", 16,
     "16|党支部|村里夜校的课都是念材料，听不懂，能不能讲点跟种地有关的|由组织委员牵头，每月至少组织一次面向农户的实用课|"
     "赵国栋|2026年5月12日", 16),
    (K.LEDGER, "序号 整改事项 责任人 整改时限 进展情况 销号情况", 2,
     f"2|{MATTER}|林秀兰|2026年5月12日|2026年4月12日，林秀兰进展：已按措施落实到第三季度，台账齐全。\n"
     "2026年4月12日，林秀兰报告完成：全部完成，请核实。（佐证材料：整改现场.png）\n"
     "2026年4月22日，陈守义核实销号：已到现场查看，措施落实，同意销号。|2026年4月22日由陈守义核实销号", 16),
    (K.CRITICISM_SUMMARY, "序号 对象 类别 提出人 批评意见 本人表态", 2,
     "2|陈守义|相互批评|冯彩霞|5月18日你负责的值班表漏排了两个人，当晚没人在岗，事后也没有在支部说明，这是责任心不强|"
     "这件事属实，我接受批评，本月内改正，并在下次支部大会上报告。", 23),
]  # fmt: skip


def test_the_catalogue_of_a_meeting_that_was_halted_once(village):
    found = [
        (p.made.kind, p.made.slug, p.made.title, str(p.made.dated))
        for p in village.papers
        if p.made.kind not in MATERIALS
    ]
    assert found == CATALOGUE


@pytest.mark.parametrize(("kind", "slug", "passage"), PASSAGES)
def test_a_passage_stands_in_the_document(kind, slug, passage, village):
    told, asked = village.get(kind, slug).paragraphs, passage.split("|")
    assert any(told[n : n + len(asked)] == asked for n in range(len(told))), told


@pytest.mark.parametrize(("kind", "head", "place", "row", "count"), TABLES)
def test_a_table_holds_the_record(kind, head, place, row, count, village):
    rows = village.get(kind).rows
    assert rows[0] == head.split()
    assert rows[place] == row.split("|")
    assert len(rows) == count + 1


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        (K.OPINION_SUMMARY, ""),
        (K.PROBLEM_LIST, ""),
        (K.CRITICISM_SUMMARY, ""),
        (K.SIGN_IN, "2"),
        (K.RECTIFICATION_LIST, ""),
        (K.LEDGER, ""),
    ],
)
def test_the_workbook_holds_the_same_rows_as_the_paper(kind, slug, village):
    sheet = village.get(kind, f"{slug}-xlsx" if slug else "xlsx")
    paper = village.get(kind, slug).rows
    assert sheet.rows == paper[: len(sheet.rows)]  # the paper may have a list of leave under it
    assert len(sheet.rows) > 1


def test_signing_in_lists_participants_before_guests(village):
    rows = village.get(K.SIGN_IN, "2").rows
    assert rows[0] == ["序号", "姓名", "身份", "到会情况", "请假事由", "签名"]
    assert rows[9:11] == [
        ["9", "王德福", "参加", "按规定免于到会", "", ""],
        ["10", "吴大勇", "参加", "请假", "在外务工，无法返回", ""],
    ]
    assert rows[14] == ["14", "督导组同志", "列席", "到会", "", ""]
    assert rows[15:] == [
        ["序号", "姓名", "请假事由", "是否同意", "书面发言由谁代读"],
        ["1", "吴大勇", "在外务工，无法返回", "同意", "陈守义"],
    ]


def test_materials_are_the_files_that_were_handed_in(village):
    papers = [p for p in village.papers if p.made.kind in MATERIALS]
    assert len(papers) == 13  # R18: one of each member; this plan asks none of the committee
    own = next(p for p in papers if p.made.title == "陈守义对照检查材料")
    assert (own.made.author, own.made.dated) == ("陈守义", dt.date(2026, 2, 28))
    assert any(STUDY in paragraph for paragraph in own.paragraphs)


def test_coverage_says_that_talks_took_place(veterinary):
    paper = veterinary.get(K.TALK_COVERAGE)
    rows = paper.rows
    assert rows[0] == ["序号", "类别", "谈话双方", "次数", "情况"]
    assert {row[4] for row in rows[1:]} == {"已谈"}
    assert paper.paragraphs[1].startswith(f"按方案应谈{len(rows) - 1}组，已谈{len(rows) - 1}组。")


# --- What no document may hold


def _pieces(text: str) -> list[str]:
    """The clauses of a text: a leak of part of it is a leak."""
    return [piece for piece in re.split("[，。；、]", text) if len(piece) >= 6]


def test_what_was_said_in_a_talk_stands_in_its_confidential_record_alone(veterinary):
    """R06. There is something to leak: every required talk was held with this text."""
    from meetings.models import Talk

    held = list(Talk.objects.filter(meeting__organization__short_name="畜牧兽医党支部"))
    assert held
    assert {(talk.thinking, talk.shortcomings) for talk in held} == {(texts.THINKING, texts.SHORTCOMINGS)}
    secrets = _pieces(texts.THINKING) + _pieces(texts.SHORTCOMINGS)
    assert len(secrets) >= 6
    holding = {p.made.kind for p in veterinary.papers for s in secrets if s in p.xml or s in p.text}
    assert holding == {K.TALK_RECORDS}
    records = [p for p in veterinary.papers if p.made.kind == K.TALK_RECORDS]
    assert len(records) == len(held)
    assert all(p.made.confidential for p in records)


def test_named_criticism_stands_in_its_own_confidential_document_alone(village):
    words = [piece for text in texts.CRITICISMS for piece in _pieces(text)]
    holding = {p.made.kind for p in village.papers if any(word in p.text for word in words)}
    assert holding == {K.CRITICISM_SUMMARY}
    assert {p.made.kind for p in village.papers if p.made.confidential} == {
        K.CRITICISM_SUMMARY, K.OPINION_ORIGINALS,
    }  # fmt: skip


def test_the_circular_names_no_critic(village):
    """R25: what happened, not who criticised whom; only the host and those who answer for items are named."""
    text = village.get(K.CIRCULAR).text
    named = {row[3] for row in village.get(K.CRITICISM_SUMMARY).rows[1:]}
    assert {name for name in named if name in text} == {"陈守义", "林秀兰", "赵国栋"}


# --- What an office clerk would send back

SLIPS = re.compile(
    r"。。|；。|，。|。，|：。|、。|。；|；；|（）|“”|None|\b0\d月|年0|月0|(\w+党支部)\S{0,3}召开了?\1|（待填）"
)


@pytest.mark.parametrize("place", ["village", "veterinary"])
def test_no_slip_of_the_pen(place, town_played):
    slips = [(p.made.title, m.group()) for p in town_played[place].papers for m in SLIPS.finditer(p.text)]
    assert slips == []


@pytest.mark.parametrize("place", ["village", "veterinary"])
def test_every_document_has_a_day_an_author_and_keeps_the_layout(place, town_played):
    failed = []
    for paper in town_played[place].papers:
        assert paper.made.dated, paper.made.title
        assert paper.made.author
        if paper.made.suffix == ".docx":
            kind = "official" if paper.made.kind in OFFICIAL else "record"
            failed += [(paper.made.title, f) for f in check(paper.data, kind=kind) if f.status == FAIL]
    assert failed == []


def test_titles_tell_documents_apart(village):
    titles = [p.made.title for p in village.papers]
    assert len(set(titles)) == len(titles)
    keys = [(p.made.kind, p.made.slug) for p in village.papers]
    assert len(set(keys)) == len(keys)
