"""The index of copied passages grows with each version that is handed in, one material at a time (R08)."""

from __future__ import annotations

from collections.abc import Collection

from audit.door import action, record
from core.locks import locked
from meetings.checkup import index
from meetings.models import IndexedMaterial, Material, MaterialVersion, PassageRun
from meetings.queries.passage_index import AT_ONCE, PassageRows, waiting_for_index
from members.enums import Role

SMALL = 20_000  # characters that are indexed within the request; a longer text waits for the task
MOST = 50  # materials of one turn of the task


class WritableRows(PassageRows):
    """Keeps to `meetings.checkup.index.Store`."""

    def add(self, document_id: int, places: Collection[tuple[int, int]]) -> None:
        rows = (PassageRun(run=gram, material_id=document_id, at=at) for gram, at in sorted(places))
        PassageRun.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)

    def drop(self, document_id: int, grams: Collection[int]) -> None:
        listed = sorted(grams)
        for start in range(0, len(listed), AT_ONCE):
            some = listed[start : start + AT_ONCE]
            PassageRun.objects.filter(run__in=some, material_id=document_id).delete()


def put_in_index(version: MaterialVersion) -> int:
    """Let this version take the place of the material's earlier one in the index; how many rows it left.

    Part of several actions, on a locked material. Nothing else ever leaves: versions are kept for good, and
    what was handed in to a meeting that was called off can be copied all the same.
    """
    rows = WritableRows()
    before = IndexedMaterial.objects.filter(material=version.material_id).select_related("version").first()
    if before:
        index.remove(rows, version.material_id, before.version.text)
    left = index.insert(rows, version.material_id, version.text)
    IndexedMaterial.objects.update_or_create(material_id=version.material_id, defaults={"version": version})
    return left


@action("material.index")
def index_waiting(*, most: int = MOST) -> int:
    """Put in up to `most` materials that wait for it (long ones, and those that were brought in); how many.

    Done by the system, whoever's the materials are. Ask `waiting_for_index` first: a turn that finds none
    leaves an audit row all the same.
    """
    found = list(waiting_for_index().values_list("pk", flat=True)[:most])
    rows = [put_in_index(_latest(locked(Material(pk=pk)))) for pk in found]
    whole = Material(pk=0) if not found else Material.objects.get(pk=found[0])
    after = {"materials": len(rows), "rows": sum(rows)}
    record(by=None, role=Role.SYSTEM, what="material.index", on=whole, after=after)
    return len(rows)


def _latest(material: Material) -> MaterialVersion:
    return material.versions.order_by("-number")[0]
