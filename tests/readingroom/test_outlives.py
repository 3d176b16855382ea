"""An archive outlives the program: packets of a rehearsal are read in an installation that knows nothing else."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.running import clean_environment, manage

# Runs in the new installation: every page of every packet, beside what the packet's own metadata says.
READ = """
import datetime as dt, html, json, re
from django.test import Client
from django.urls import reverse
from core.clock import today
from meetings.models import Meeting
from members.actions import open_office
from members.models import Organization, User
from readingroom.models import OpenedPacket
home = Organization.objects.get()
admin = User.objects.get()
keeper = open_office(by=admin, username="dang", name="档案员", password="dang-an-1949-10", organization=home,
                     role="archivist", start=today())
User.objects.update(must_change_password=False, code_expires_at=None)
client = Client(); client.force_login(keeper)
def page(name, *args):
    answer = client.get(reverse("readingroom:" + name, args=args))
    assert answer.status_code == 200, (name, args, answer.status_code)
    return html.unescape(answer.content.decode())
found = {"meetings": Meeting.objects.count(), "list": page("list"), "packets": {}}
for packet in OpenedPacket.objects.all():
    documents = {d.code: len(page("document", packet.pk, d.ordinal)) for d in packet.documents.all()}
    found["packets"][packet.file_name] = {
        "page": page("packet", packet.pk), "minutes": page("minutes", packet.pk), "documents": documents,
    }
print("FOUND" + json.dumps(found))
"""


@pytest.mark.sqlite_run  # databases of its own
def test_packets_are_read_where_nothing_else_is_known(tmp_path: Path) -> None:
    out, home = tmp_path / "out", tmp_path / "data"
    played = manage("rehearse", "--out", str(out), "--plan", "2", env=clean_environment(), timeout=400)
    assert played.returncode == 0, played.stderr
    packets = sorted(out.glob("*.zip"))
    assert len(packets) > 1, "a general branch and its branches"
    env = clean_environment(
        DATA_DIR=str(home), BEHIND_TLS="0", STATIC_FILES="found", ALLOWED_HOSTS="testserver"
    )
    _run("migrate", "-v0", env=env)
    names = ("--name", "县档案馆", "--short-name", "档案馆", "--username", "admin", "--person", "管理员")
    _run("found_site", *names, env=env)
    opened = _run("open_packet", *map(str, packets), env=env)
    assert opened.count("已放入") == len(packets)
    found = json.loads(_run("shell", "-v0", "-c", READ, env=env).partition("FOUND")[2])
    assert found["meetings"] == 0
    assert set(found["packets"]) == {path.name for path in packets}
    for path in packets:
        _compare(path, found["packets"][path.name], found["list"])


def _run(*words: str, env: dict[str, str]) -> str:
    ran = manage(*words, env=env, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def _compare(path: Path, shown: dict, listed: str) -> None:
    """What metadata.json and chain.json say stands on the pages."""
    with zipfile.ZipFile(path) as bag:
        top = bag.namelist()[0].partition("/")[0]
        about, chain = (json.loads(bag.read(f"{top}/{name}.json")) for name in ("metadata", "chain"))
    held = about["meeting"]
    assert held["title"] in listed
    words = [
        held[key] for key in ("title", "organization", "theme", "place", "host", "recorder", "kind", "form")
    ]
    words += [*held["agenda"], *held["superiors"], about["archived_by"], about["filing"]["unit_name"]]
    words += [one["reason"] for one in about["gaps"] + about["withheld"]]
    words += [row[key] for row in about["files"] for key in ("code", "title", "author")]
    text = _plain(shown["page"])
    assert [word for word in words if word and _plain(word) not in text] == []
    assert set(shown["documents"]) == {row["code"] for row in about["files"]}
    minutes = _plain(shown["minutes"])
    said = [e["content"]["text"] for s in chain["sittings"] for e in s["entries"] if "content" in e]
    assert said
    assert [text for text in said if _plain(text) not in minutes] == []


def _plain(text: str) -> str:
    return re.sub(r"<[^>]*>|\s+", "", text)
