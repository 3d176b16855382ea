"""The index of copied passages: which materials are in it, and their rarest runs of characters (R08).

Not a record of its own but a means of search, made from `MaterialVersion.text` and made again from it at
will. It holds numbers, no text. docs/adr/0010-similarity-index.md.
"""

from __future__ import annotations

from django.db import models

from meetings.models.material import Material, MaterialVersion


class IndexedMaterial(models.Model):
    """A material in the index, with the version whose runs stand there."""

    material = models.OneToOneField(Material, models.PROTECT, primary_key=True, related_name="indexed")
    version = models.ForeignKey(MaterialVersion, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.version}的索引"


class PassageRun(models.Model):
    """That a material left a run, and where; plain numbers, so that a row stays small."""

    pk = models.CompositePrimaryKey("run", "material_id", "at")
    run = models.IntegerField()
    material_id = models.IntegerField()
    at = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.run}:{self.material_id}"
