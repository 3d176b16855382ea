"""An account that nobody else can help: the last administrator without password or telephone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exceptions import Refused
from members.actions import rescue_account
from members.codes import one_time_code


class Command(BaseCommand):
    help = (
        "Give an account a one-time password, take its second factor off and lift its locks; the trail keeps "
        "a row. For the last administrator; everybody else is helped by an administrator in the browser."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the account")

    def handle(self, *args: Any, **options: Any) -> None:
        code = one_time_code()
        try:
            rescue_account(username=options["username"], password=code)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"One-time password of {options['username']}: {code}")
