"""Reading the index of copied passages: which materials may hold a passage of a draft (R08)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from meetings.checkup import index
from meetings.checkup.passages import Rarity
from meetings.checkup.stock import StockPhrases, prescribed
from meetings.models import IndexedMaterial, Material, MaterialVersion, Meeting, PassageRun
from members.enums import OrganizationKind

AT_ONCE = 10_000  # numbers in one question; SQLite takes 32,766


class PassageRows:
    """Keeps to the reading half of `meetings.checkup.index.Store`."""

    def __init__(self, among: Collection[int] | None = None) -> None:
        """`among`: the materials whose rows are read; how many hold a run is counted over all."""
        self.among = among

    def counts(self, grams: Collection[int]) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for some in _some(grams):
            rows = PassageRun.objects.filter(run__in=some).values("run").annotate(n=Count("run"))
            found.update(rows.values_list("run", "n"))
        return found

    def postings(self, grams: Collection[int]) -> Iterator[tuple[int, int, int]]:
        for some in _some(grams):
            rows = PassageRun.objects.filter(run__in=some).values_list("run", "material_id", "at")
            yield from rows if self.among is None else (row for row in rows if row[1] in self.among)


def _some(grams: Collection[int]) -> Iterator[list[int]]:
    listed = sorted(grams)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def waiting_for_index() -> QuerySet[Material]:
    """Materials whose latest version is not in the index yet, the oldest first."""
    latest = MaterialVersion.objects.filter(material=OuterRef("pk")).order_by("-number").values("pk")[:1]
    found = Material.objects.annotate(latest=Subquery(latest)).filter(latest__isnull=False)
    return found.filter(Q(indexed__isnull=True) | ~Q(indexed__version_id=F("latest"))).order_by("pk")


def within_reach(meeting: Meeting) -> Q:
    """Materials of the branch with its groups, and of the bodies above it, of whatever year."""
    organization = meeting.organization
    above = [int(pk) for pk in organization.path.split("/") if pk]
    groups = Q(
        meeting__organization__parent=organization.pk, meeting__organization__kind=OrganizationKind.GROUP
    )
    return Q(meeting__organization__in=above) | groups


def asked_of(text: str, stock: StockPhrases | None = None) -> list[index.Asked]:
    """The runs by which sources of `text` are sought, and how many materials anywhere left each."""
    return index.asked_of(PassageRows(), text, (stock or prescribed()) | prescribed())


def rarity(asked: Sequence[index.Asked]) -> Rarity | None:
    """What all indexed materials together tell of a draft's words: numbers alone, nobody's text."""
    return index.rarity(asked, IndexedMaterial.objects.count())


def likely_sources(material: Material, asked: Sequence[index.Asked]) -> list[MaterialVersion]:
    """Indexed versions that may share a passage with a text (`asked_of`), the likeliest first.

    Sought among those within reach alone, so that nothing elsewhere, however alike, hides one of them. The
    author's own earlier ones are among them wherever they were written. A fixed number of queries. The
    meeting's own are not: they are all compared anyway.
    """
    reach = within_reach(material.meeting)
    if material.owner_id:
        reach |= Q(owner=material.owner_id)
    reachable = Material.objects.filter(reach).exclude(meeting=material.meeting_id)
    among = set(reachable.order_by().values_list("pk", flat=True))
    found = index.candidates(PassageRows(among), asked)
    rows = IndexedMaterial.objects.filter(material__in=[one.document_id for one in found])
    versions = {
        row.material_id: row.version
        for row in rows.select_related("version__material__owner", "version__material__meeting__organization")
    }
    return [versions[one.document_id] for one in found if one.document_id in versions]
