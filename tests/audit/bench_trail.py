"""What the trail's page costs on a long trail, and which index answers it. Not part of the suite:

    [TEST_DB=postgres] [ROWS=1000000] .venv/bin/python -m pytest tests/audit/bench_trail.py -q -s -n0

Rows are written by raw SQL and have digests that are no chain, which no page looks at.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit.chain import Walk
from audit.models import AuditEntry
from audit.queries import Reader, _concerning, entries_visible_to, first_id_after, stretch_for
from core.clock import now
from tests.casting import Cast

pytestmark = pytest.mark.django_db
ROWS = int(os.environ.get("ROWS", "1000000"))

COLUMNS = """INSERT INTO audit_auditentry (at, actor_id, actor_name, role, action, target_type, target_id,
 target_name, reach, before, after, reason, previous, digest)"""
# Four years of a town: one row in a thousand is of its one branch, the rest of the other committee's.
SQLITE = """{columns} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
 SELECT strftime('%Y-%m-%d %H:%M:%S', '2022-01-01', '+' || (i * 126230400 / {rows}) || ' seconds'),
 CASE i % 1000 WHEN 0 THEN {own} ELSE {other} END, '某某', 'member', 'material.submit', 'meetings.material',
 i, '材料', CASE i % 1000 WHEN 0 THEN '{near}' ELSE '{far}' END, '{{}}', '{{"state": "submitted"}}', '',
 lower(hex(randomblob(32))), lower(hex(randomblob(32))) FROM n"""
POSTGRES = """{columns} SELECT timestamptz '2022-01-01' + interval '1 second' * (i::bigint * 126230400 / {rows}),
 CASE i % 1000 WHEN 0 THEN {own} ELSE {other} END, '某某', 'member', 'material.submit', 'meetings.material',
 i, '材料', CASE i % 1000 WHEN 0 THEN '{near}' ELSE '{far}' END, '{{}}', '{{"state": "submitted"}}', '',
 encode(sha256(('p' || i)::bytea), 'hex'), encode(sha256(i::text::bytea), 'hex')
 FROM generate_series(1, {rows}) AS i"""


def fill(cast: Cast) -> None:
    text = SQLITE if connection.vendor == "sqlite" else POSTGRES
    values = {"own": cast.who["member"].pk, "other": cast.who["stranger_member"].pk}
    values |= {"near": cast.branch.path, "far": cast.stranger.path}
    with connection.cursor() as cursor:
        cursor.execute(text.format(columns=COLUMNS, rows=ROWS, **values))
        cursor.execute("ANALYZE audit_auditentry")


def timed(what: str, act: Callable[[], object], times: int = 3) -> None:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    print(f"{what:60} {min(taken) * 1000:8.1f} ms")


def test_the_trail_holds(client: Client, cast: Cast) -> None:
    start = time.perf_counter()
    fill(cast)
    print(f"\n{ROWS} rows on {connection.vendor}, filled in {time.perf_counter() - start:.0f} s")
    nowhere = Reader(0, officer_at=("/999/",))
    own = Reader(cast.who["member"].pk, (("members.user", (str(cast.who["member"].pk),)),))
    timed("own rows, first page", lambda: stretch_for(own, lambda rows: rows, 50))
    timed("nothing in reach: one stretch looked through", lambda: stretch_for(nowhere, lambda rows: rows, 50))
    timed("where a day begins", lambda: first_id_after(now().replace(year=2024)))
    pages = {"officer": {}, "stranger_officer": {}, "member": {}, "administrator": {}}
    for name, asked in [*pages.items(), ("officer", {"until": "2023-05-01"}), ("officer", {"q": "member"})]:
        client.force_login(cast.who[name])
        timed(f"page of {name} {asked or ''}", lambda asked=asked: client.get(reverse("audit:list"), asked))
    client.force_login(cast.who["officer"])
    timed("export of the officer", lambda: client.get(reverse("audit:export")), times=1)
    for what, rows in (
        ("own rows", AuditEntry.objects.filter(_concerning(own)[0]).order_by("-id")[:50]),
        ("rows about oneself", AuditEntry.objects.filter(_concerning(own)[1]).order_by("-id")[:50]),
        ("a stretch", entries_visible_to(nowhere).filter(id__lt=ROWS, id__gte=ROWS - 100_000)[:50]),
        ("a day", AuditEntry.objects.filter(at__gte=now()).order_by("at", "id")[:1]),
    ):
        print(f"-- {what}\n{rows.explain()}")
    few = list(AuditEntry.objects.order_by("id")[:20_000])
    timed("digests of 20,000 rows, as verify_audit", lambda: list(Walk().breaks(few)), times=1)
