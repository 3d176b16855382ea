"""Makes one packet in a database of its own and prints its digest; test_same_bytes.py runs it in different surroundings."""

# ruff: noqa: E402 - Django must stand before its models are imported
from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command

from archive import actions
from meetings import documents
from meetings.enums import DocumentKind as D
from tests.archive import world


def main() -> None:
    call_command("migrate", verbosity=0)
    for number in range(int(os.environ.get("EARLIER", "0"))):  # other rows first: ids must not show
        world.organization(f"别的党委{number}", "committee")
    town = world.build_town()
    shelf = world.Shelf()
    for kind in (*world.REQUIRED, D.REPORT):
        shelf.put(kind)
    shelf.put(D.LEDGER, "台账", suffix=".pdf", content=b"%PDF-1.4 /Type /Page")
    documents.PRODUCERS.clear()
    documents.PRODUCERS.update(shelf.producers())
    actions.set_fonds(by=town.archivist, organization=town.town, code="Z109")
    packet = world.archived(town.secretary, world.make_meeting(town.branch))
    print(f"TOLD {packet.sha256}")


if __name__ == "__main__":
    main()
