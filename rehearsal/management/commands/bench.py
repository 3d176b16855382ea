"""Measure pages and a packet on a database of a stated size."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.test.utils import override_settings

from rehearsal import bench
from rehearsal.scratch import is_scratch, run_again


class Command(BaseCommand):
    help = (
        "Fill a database of its own and print for the main pages and one packet: CPU time, SQL queries, and "
        "the ratio to a floor measured in the same run."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--branches", type=int, default=200)
        parser.add_argument("--members", type=int, default=30, help="per branch")
        parser.add_argument("--years", type=int, default=3)
        parser.add_argument("--repeats", type=int, default=30, help="requests per page")

    def handle(
        self, *args: Any, branches: int, members: int, years: int, repeats: int, **options: Any
    ) -> None:
        if not is_scratch():
            size = {"branches": branches, "members": members, "years": years, "repeats": repeats}
            run_again("bench", *(f"--{name}={value}" for name, value in size.items()))
            return
        started = time.monotonic()
        filled = bench.fill(branches, members, years)
        self.stdout.write(
            f"{branches} branches, {branches * members} members, {branches * years} meetings; "
            f"filled in {time.monotonic() - started:.0f} s"
        )
        with override_settings(ROOT_URLCONF="rehearsal.bench", ALLOWED_HOSTS=["*"]):
            self._print([*bench.pages(filled, repeats), bench.packet(filled)])

    def _print(self, rows: Iterable[bench.Measured]) -> None:
        self.stdout.write("\n| page | CPU ms | queries | × floor |\n|---|---|---|---|")
        for row in rows:
            queries = "" if row.queries is None else row.queries
            self.stdout.write(f"| {row.what} | {row.milliseconds:.1f} | {queries} | {row.ratio:.1f} |")
        self.stdout.write(
            "\nThe packet's floor is the raw zip of the same bytes; most of its time draws the documents."
        )
