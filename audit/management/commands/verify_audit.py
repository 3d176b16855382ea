"""Verify the audit trail's chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.chain import breaks
from audit.models import AuditEntry, ChainHead


class Command(BaseCommand):
    help = "Verify the audit trail: says which rows were altered or removed; exits non-zero if any."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(breaks(AuditEntry.objects.order_by("id").iterator()))
        for row, what in found:
            self.stderr.write(f"#{row} {what}")
        count = AuditEntry.objects.count()
        head = ChainHead.objects.first()
        if head and head.length != count:
            found.append((0, "length"))
            self.stderr.write(f"应有 {head.length} 条，实有 {count} 条")
        if found:
            raise CommandError(f"审计记录有 {len(found)} 处不完整。")
        self.stdout.write(f"审计记录完整：{count} 条。")
