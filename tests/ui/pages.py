"""Pages that behave like the product's: they save, refuse, lose the session or dawdle, as told."""

from __future__ import annotations

import time

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines

from core.context_processors import Person
from core.forms import Form, FormHelper, keep_draft

WRITE = """{% extends "base.html" %}{% load crispy_forms_tags %}
{% block content %}<h1>写材料</h1>{% crispy form %}
<form method="post" action="/refused/" hx-post="/refused/" hx-target="#here">{% csrf_token %}
<button>试试</button></form>
<p id="here">还在这里</p>
<form method="post" action="/leave/" data-logout>{% csrf_token %}<button>离开</button></form>{% endblock %}"""
SAVED = '{% extends "base.html" %}{% block content %}<h1>已经保存</h1>{% endblock %}'
SIGN_IN = """{% extends "base.html" %}{% block page_kind %}login{% endblock %}
{% block content %}<h1>请登录</h1>
<p data-drafts-waiting hidden>写的内容还在</p>{% endblock %}"""

posts: list[str] = []  # the texts that arrived, in order


class Write(Form):
    text = forms.CharField(label="正文", widget=forms.Textarea)
    outcome = forms.ChoiceField(label="结果", choices=[(o, o) for o in ("save", "refuse", "expire", "slow")])

    def __init__(self, *args, confidential: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], "text-1", confidential=confidential)
        self.helper = FormHelper(self, submit="保存", busy="正在保存…")

    def clean(self):
        if self.cleaned_data.get("outcome") == "refuse":
            self.add_error("text", "正文里没有写日期。")
        return super().clean()


def page(request: HttpRequest, source: str, **context) -> HttpResponse:
    who = Person("李梅", "书记", "limei")
    body = engines["django"].from_string(source).render({"who": who, **context}, request)
    return HttpResponse(body)


@login_not_required
def write(request: HttpRequest, confidential: bool = False) -> HttpResponse:
    form = Write(request.POST or None, confidential=confidential)
    if request.method == "POST":
        posts.append(request.POST["text"])
        if request.POST["outcome"] == "expire":
            return redirect("/sign-in/")
        if request.POST["outcome"] == "slow":
            time.sleep(1)
        if form.is_valid():
            return redirect("/saved/")
    return page(request, WRITE, form=form)


@login_not_required
def saved(request: HttpRequest) -> HttpResponse:
    return page(request, SAVED)


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    return page(request, SIGN_IN)


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied
