"""Materials that wait are put at their stage: the committee's at its own, what nobody below could review above."""

from __future__ import annotations

from django.db import migrations


def to_their_stage(apps, schema_editor) -> None:  # type: ignore[no-untyped-def]
    material = apps.get_model("meetings", "Material")
    review = apps.get_model("meetings", "MaterialReview")
    post = apps.get_model("members", "Post")
    material.objects.filter(owner__isnull=True, state="submitted").update(state="with_committee")
    above = review.objects.filter(stage="secretary", role__in=("officer", "supervisor"))
    twice = above.filter(version__reviews__stage="superior").values_list("pk", flat=True)
    above.exclude(pk__in=list(twice)).update(stage="superior")
    for one in material.objects.filter(owner__isnull=False, state="submitted").select_related("meeting"):
        held = post.objects.filter(organization_id=one.meeting.organization_id, end__isnull=True)
        if not held.filter(member_id=one.owner_id, kind="secretary").exists():
            continue
        if not held.filter(kind="deputy_secretary", delegated=True).exclude(member_id=one.owner_id).exists():
            material.objects.filter(pk=one.pk).update(state="reviewed")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_material_stages"),
        ("members", "0001_initial"),
    ]

    operations = [migrations.RunPython(to_their_stage, migrations.RunPython.noop)]
