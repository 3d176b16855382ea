"""One document that has every part of the layout table, and a plain record; bends start from these."""

from datetime import date
from functools import lru_cache

from gongwen import Cell, Document

BODY = "为认真落实组织生活制度，根据上级部署和有关要求，结合本支部实际，现就召开组织生活会有关事项通知如下。"


@lru_cache(maxsize=1)
def official() -> bytes:
    """Red head, title, addressee, four levels, labels, note, signature, three attachments (one turned)."""
    doc = Document(title="中共某某市某某局机关第一支部委员会关于召开2025年度组织生活会的通知")
    doc.red_head(issuer="中共某某市某某局机关第一支部委员会", number="某机党〔2026〕3号")
    doc.addressee("各党小组")
    doc.paragraph(BODY)
    for first in ("总体要求", "会前准备"):
        doc.heading(1, first)
        doc.paragraph(BODY * 3)
        for second in ("学习研讨", "征求意见"):
            doc.heading(2, second)
            doc.paragraph(BODY)
            doc.heading(3, "谈心谈话。", BODY)
            doc.heading(4, "支委之间。", BODY)
    doc.labelled("出席", ["张三", "李四光", "欧阳修文", "王五", "赵坤", "陈玉", "钱学森", "孙中山", "周瑜"])
    doc.labelled("请假", ["吴用"])
    doc.attachments_note(["问题清单", "整改台账", "登记表"])
    doc.signature("中共某某市某某局机关第一支部委员会", date(2026, 3, 5))
    doc.attachment("问题清单")
    doc.paragraph(BODY)
    doc.table(header=["序号", "问题", "责任人"], rows=[[str(n), BODY, "张三"] for n in range(1, 21)])
    doc.attachment("整改台账", landscape=True)
    doc.table(header=["序号", "措施", "时限"], rows=[[str(n), BODY, "2026年3月5日"] for n in range(1, 21)])
    doc.attachment("登记表")
    doc.form([[Cell("姓名"), Cell("张三")], [Cell("评价"), Cell(BODY, height=40, foot="签名：张三")]])
    return doc.to_bytes()


@lru_cache(maxsize=1)
def record() -> bytes:
    """A meeting's minutes: no head, no addressee, no signature."""
    doc = Document(title="组织生活会会议记录")
    doc.fields([("时间", "2026年3月5日"), ("会议地点", "三楼会议室"), ("主持人", "张三"), ("议题", BODY)])
    doc.labelled("出席", ["张三", "李四光"])
    doc.labelled("列席", [])
    doc.heading(1, "会议议程")
    doc.paragraph(BODY, lead="张三：")
    return doc.to_bytes()
