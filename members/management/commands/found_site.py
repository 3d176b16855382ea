"""The first organisation and its administrator, on an empty database."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exceptions import Refused
from members.actions import found_site
from members.enums import OrganizationKind


class Command(BaseCommand):
    help = (
        "Make the topmost organisation and its administrator on an empty database; prints a one-time "
        "password that has to be changed at the first log-in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = [kind for kind in OrganizationKind.values if kind != OrganizationKind.GROUP]
        parser.add_argument("--name", required=True, help="full name, as documents are signed")
        parser.add_argument("--short-name", required=True, help="as lists show it")
        parser.add_argument("--kind", choices=kinds, default=OrganizationKind.COMMITTEE)
        parser.add_argument("--username", required=True, help="the administrator's account")
        parser.add_argument("--person", required=True, help="the administrator's name")

    def handle(self, *args: Any, **options: Any) -> None:
        password = secrets.token_urlsafe(12)
        given = {name: options[name] for name in ("name", "short_name", "kind", "username", "person")}
        try:
            found_site(**given, password=password, must_change=True)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"One-time password of {given['username']}: {password}")
