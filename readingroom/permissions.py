"""Who may open packets and read them. An administrator as such reads no content of meetings (access.md)."""

from members.access import permission
from members.enums import Role as R

OPEN_PACKET = permission("room.open", "把归档包放进阅览室", R.ARCHIVIST)
READ_PACKET = permission("room.read", "在阅览室查阅归档包", R.ARCHIVIST)
