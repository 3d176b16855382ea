"""Error pages are the product's own: the right status, a reason, a way on, and no database."""

from __future__ import annotations

import pytest
from django.test import Client

from core import views

PAGES = [
    ("/fail/400/", 400, "这个请求系统看不懂"),
    ("/fail/403/", 403, "您现在的身份不能做这件事"),
    ("/nowhere/", 404, "没有找到这个页面"),
    ("/only-forms/", 405, "这个地址不能直接打开"),
    ("/fail/413/", 413, "上传的内容太大，没有保存"),
    ("/slow-down/", 429, "请在15分钟后再试"),
    ("/fail/500/", 500, "系统出了差错"),
]


@pytest.mark.parametrize(("path", "status", "words"), PAGES)
def test_each_error_has_its_page(browser_client, path, status, words):
    answer = browser_client.get(path)
    body = answer.content.decode()
    assert answer.status_code == status
    assert words in body
    assert 'href="/"' in body  # a way on
    assert 'data-page="error"' in body  # what was typed elsewhere is kept
    assert "<li>" in body  # what may be the reason


@pytest.mark.parametrize(("path", "status", "words"), PAGES)
def test_htmx_finds_one_notice_in_an_error_page(browser_client, path, status, words):
    body = browser_client.get(path).content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    assert main.count('class="notice ') == 1


def test_a_stale_page_says_how_to_get_the_text_back(browser_client):
    answer = browser_client.post("/accept/", {"text": "写了很久"})
    body = answer.content.decode()
    assert answer.status_code == 403
    assert "页面放得太久了" in body
    assert "您填写的内容没有送达" in body
    assert "取回" in body


def test_a_refusal_says_why(rf, ui_settings):
    request = rf.get("/")
    answer = views.error_page(
        request, 403, message="只有书记可以封存会议记录。", clause="工作方案第五条", hint="请联系书记。"
    )
    body = answer.content.decode()
    assert answer.status_code == 403
    assert "只有书记可以封存会议记录。" in body
    assert "依据：工作方案第五条" in body
    assert "请联系书记。" in body
    assert "这项操作由别的岗位负责" not in body


def test_the_500_page_survives_a_broken_template(rf, monkeypatch, caplog):
    def broken(name):
        raise RuntimeError(name)

    monkeypatch.setattr(views, "get_template", broken)
    answer = views.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "系统出了差错" in answer.content.decode()
    assert "could not be drawn" in caplog.text


@pytest.mark.parametrize(
    ("debug", "demo", "status"), [(False, False, 404), (False, True, 200), (True, False, 200)]
)
def test_the_gallery_is_open_only_where_data_is_invented(ui_settings, debug, demo, status):
    ui_settings.DEBUG, ui_settings.DEMO_MODE = debug, demo
    client = Client(raise_request_exception=False)
    assert client.get("/gallery/list/").status_code == status
    assert client.get("/gallery/job/").status_code == status


@pytest.mark.parametrize(
    ("done", "words"),
    [("0", "0 / 32"), ("14", "14 / 32"), ("32", "已完成"), ("x", "0 / 32"), ("²", "0 / 32")],
)
def test_long_work_is_shown_as_a_page_and_as_a_piece(browser_client, done, words):
    page = browser_client.get("/gallery/job/", {"done": done}).content.decode()
    piece = browser_client.get(
        "/gallery/job/", {"done": done}, headers={"HX-Request": "true"}
    ).content.decode()
    assert words in page and words in piece
    assert "<html" in page and "<html" not in piece
    assert ('hx-trigger="every 2s"' in piece) == (words != "已完成")


def test_no_gallery_part_is_invented(browser_client):
    assert browser_client.get("/gallery/nothing/").status_code == 404


def test_the_demo_says_so_on_every_page(browser_client, ui_settings):
    paths = ["/gallery/", "/gallery/form/", "/nowhere/"]
    assert all("演示环境" in browser_client.get(path).content.decode() for path in paths)
    ui_settings.DEMO_MODE = False
    assert "演示环境" not in browser_client.get("/nowhere/").content.decode()
