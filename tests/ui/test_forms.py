"""Forms: labels, words for what is missing, errors that lead to their field, drafts kept."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template import Context, Template

from core.forms import Form, FormHelper, keep_draft
from core.gallery.forms import SampleForm, wrong_form


def draw(form, **context) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": form, "csrf_token": "tok3n", **context})
    )


class Everything(Form):
    text = forms.CharField(label="标题")
    choice = forms.ChoiceField(label="形式", choices=[("a", "甲")])
    file = forms.FileField(label="附件")
    own = forms.CharField(label="主题", error_messages={"required": "主题写一句话就够。"})
    optional = forms.CharField(label="备注", required=False)


def test_an_empty_field_is_asked_for_by_name():
    assert {name: list(errors) for name, errors in Everything(data={}).errors.items()} == {
        "text": ["请填写标题。"],
        "choice": ["请选择形式。"],
        "file": ["请上传附件。"],
        "own": ["主题写一句话就够。"],
    }


def test_every_error_leads_to_its_field():
    drawn = draw(wrong_form())
    summary = drawn[drawn.index("error-summary") : drawn.index("</ul>")]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == 5
    assert [t for t in targets if f'id="{t}"' not in drawn] == []
    assert "data-has-errors" in drawn


def test_a_form_at_rest_shows_no_error():
    drawn = draw(SampleForm())
    assert "error-summary" not in drawn
    assert "data-has-errors" not in drawn


def test_what_is_required_is_said_in_words():
    drawn = draw(Everything())
    assert drawn.count("（必填）") == 4
    assert "*" not in drawn


def test_help_and_errors_are_tied_to_the_input():
    drawn = draw(wrong_form())
    title = re.search(r'<input[^>]*name="wrong-title"[^>]*>', drawn)[0]
    described = re.search(r'aria-describedby="([^"]+)"', title)[1].split()
    assert [d for d in described if f'id="{d}"' not in drawn] == []
    assert len(described) == 2
    assert 'aria-invalid="true"' in title


def test_the_foot_says_what_the_button_does():
    class Small(Form):
        name = forms.CharField(label="名称")

        @property
        def helper(self):
            return FormHelper(self, submit="报送", busy="正在报送…", cancel_url="/back/", cancel="不报了")

    drawn = draw(Small())
    assert "<span data-label>报送</span>" in drawn
    assert 'data-busy="正在报送…"' in drawn
    assert 'href="/back/"' in drawn and "不报了" in drawn
    assert "tok3n" in drawn
    assert "data-warn-unsaved" in drawn and "novalidate" in drawn


@pytest.mark.parametrize(
    ("options", "present", "absent"),
    [
        ({"keep": False}, ["tok3n"], ["data-warn-unsaved"]),
        ({"method": "get"}, ['method="get"'], ["data-warn-unsaved", "tok3n"]),
        ({"kind": "danger"}, ["btn-danger"], ["btn-primary"]),
        ({"action": "/there/"}, ['action="/there/"'], []),
    ],
)
def test_options_of_the_helper(options, present, absent):
    form = Everything()
    form.helper = FormHelper(form, **options)
    drawn = draw(form)
    assert [p for p in present if p not in drawn] == []
    assert [a for a in absent if a in drawn] == []


@pytest.mark.parametrize(("confidential", "tab"), [(False, False), (True, True)])
def test_a_draft_is_kept_under_its_key(confidential, tab):
    class Long(Form):
        text = forms.CharField(label="正文", widget=forms.Textarea)

    form = Long()
    keep_draft(form.fields["text"], "material-12", confidential=confidential)
    drawn = str(form["text"])
    assert 'data-keep="material-12"' in drawn
    assert ("data-keep-tab" in drawn) == tab


def test_what_was_typed_comes_back():
    form = Everything(data={"text": "三月<会议>", "optional": "备注在此"})
    drawn = draw(form)
    assert 'value="三月&lt;会议&gt;"' in drawn
    assert 'value="备注在此"' in drawn


def test_forms_without_a_helper_look_the_same():
    form = Everything(data={})
    drawn = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))
    assert "error-summary" in drawn
    assert drawn.count("（必填）") == 4
