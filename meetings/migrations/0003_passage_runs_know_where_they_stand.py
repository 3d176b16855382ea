"""Runs of the index of copied passages know where they stand.

The index is made from the materials and made again at will: the old rows go, and the task puts every material in
anew (`meetings.tasks.index_materials`).
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def put_in_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("meetings", "IndexedMaterial").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_bind_talks_to_their_rows")]

    operations = [
        migrations.RunPython(put_in_anew, put_in_anew, elidable=True),
        migrations.DeleteModel(name="PassageRun"),
        migrations.CreateModel(
            name="PassageRun",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run",
                        "material_id",
                        "at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("run", models.IntegerField()),
                ("material_id", models.IntegerField()),
                ("at", models.IntegerField()),
            ],
        ),
    ]
