"""Templates as files: taken in when right, refused with file, key and reason when wrong, an organisation's own."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.models import PlanTemplate
from meetings.plan_schema import PLANS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
RIGHT = (PLANS / "blank.toml").read_bytes()


def take_in(client, place, content: bytes = RIGHT, name: str = "本支部方案.toml"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("meetings:template_upload"), {"organization": place.pk, "file": file})


def test_a_right_file_is_kept_and_can_be_started_from(enter, cast):
    assert take_in(enter("secretary"), cast.branch).status_code == 302
    row = PlanTemplate.objects.get()
    assert (row.organization, row.saved_by) == (cast.branch, cast.member("secretary"))
    assert f"from=saved:{row.pk}" in enter("secretary").get(reverse("meetings:new")).content.decode()
    assert (
        f"from=saved:{row.pk}" not in enter("sister_secretary").get(reverse("meetings:new")).content.decode()
    )
    again = take_in(enter("secretary"), cast.branch)
    assert again.status_code == 422
    assert "已经有同名的模板" in again.content.decode()


WRONG = [
    # file name, content, what the page says: file, key, reason
    ("方案.toml", RIGHT.replace(b'kind = "study"', b'kind = "stdy"', 1), ["方案.toml", "steps[1].kind", "不能写“stdy”"]),
    ("方案.toml", RIGHT.replace(b"title = ", b"titel = ", 1), ["titel", "没有这一项", "缺少这一项"]),
    ("方案.toml", b"title = ", ["方案.toml", "不是有效的 TOML 文件"]),
    ("方案.toml", "title = \"方案\"".encode("gb18030"), ["不是 UTF-8 编码"]),
    ("方案.json", b"[1]", ["文件内容不是一份模板"]),
    ("方案.json", b"[" * 100_000, ["不是有效的 JSON 文件"]),
    ("方案.docx", b"PK", ["读取通知、方案"]),
    ("方案.toml", b"#" * 1_000_001, ["超过 1 MB"]),
    ("方案.toml", b"", ["空"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "words"), WRONG)
def test_a_wrong_file_is_refused_by_file_key_and_reason(name, content, words, enter, cast):
    answer = take_in(enter("secretary"), cast.branch, content, name)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert [word for word in words if word not in text] == []
    assert not PlanTemplate.objects.exists()


def test_what_is_handed_out_can_be_taken_in_again_elsewhere(enter, cast):
    take_in(enter("secretary"), cast.branch)
    row = PlanTemplate.objects.get()
    answer = enter("secretary").get(reverse("meetings:template_file", args=[row.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (
        take_in(enter("sister_secretary"), cast.sister, answer.content, "来自一支部.json").status_code == 302
    )
    first, second = PlanTemplate.objects.order_by("pk")
    assert first.content == second.content


def test_one_organisations_templates_are_kept_by_it_and_its_officers_alone(enter, cast):
    take_in(enter("secretary"), cast.branch)
    row = PlanTemplate.objects.get()
    drop = reverse("meetings:template_drop", args=[row.pk])
    assert enter("sister_secretary").post(drop).status_code == 404
    assert take_in(enter("sister_secretary"), cast.branch, name="别的.toml").status_code == 422
    assert enter("officer").post(drop, {"go": "1"}).status_code == 302
    assert not PlanTemplate.objects.exists()
