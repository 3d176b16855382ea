"""Talks' texts become ciphertext that is bound to its talk and its parties (R06, docs/adr/0005-talks.md)."""

import core.bound_text
from django.db import migrations

COLUMNS = ("thinking", "shortcomings")


def bind(apps, schema_editor):
    """Seal every text anew. What no key here opens stays as it is, and is read again once the key is back."""
    talks = apps.get_model("meetings", "Talk").objects
    parties = apps.get_model("meetings", "TalkParty").objects
    for pk, *texts in talks.order_by("pk").values_list("pk", *COLUMNS).iterator():
        who = ",".join(map(str, sorted(parties.filter(talk_id=pk).values_list("member_id", flat=True))))
        for column, text in zip(COLUMNS, texts, strict=True):
            row = f"meetings.Talk:{pk}:{column}:{who}"
            try:
                fresh = core.bound_text.seal_to(row, core.bound_text.open_for(row, text)) if text else ""
            except (core.bound_text.MissingKeyError, core.bound_text.AlteredError):
                continue
            if fresh:
                talks.filter(pk=pk).update(**{column: fresh})


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="talk",
            name="shortcomings",
            field=core.bound_text.BoundTextField(blank=True, verbose_name="指出的不足"),
        ),
        migrations.AlterField(
            model_name="talk",
            name="thinking",
            field=core.bound_text.BoundTextField(blank=True, verbose_name="思想交流情况"),
        ),
        migrations.RunPython(bind, migrations.RunPython.noop),
    ]
