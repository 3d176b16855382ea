"""Who may do what about packets and the catalogue (access.md)."""

from members.access import permission
from members.enums import Role as R

_KEEPERS = (R.SECRETARY, R.DEPUTY_SECRETARY, R.ARCHIVIST)

EXPORT_PACKET = permission("packet.export", "导出归档包", *_KEEPERS)
DOWNLOAD_PACKET = permission("packet.download", "下载归档包", *_KEEPERS)
SEE_CATALOGUE = permission("archive.catalogue", "查看归档文件目录", *_KEEPERS)
SET_CODES = permission("archive.codes", "设置全宗号和机构代码", R.ARCHIVIST, R.ADMINISTRATOR)
SET_RETENTION = permission("archive.retention", "设置保管期限表", R.ADMINISTRATOR)
SET_CONFIDENTIALITY = permission(
    "archive.confidentiality", "设置哪些署名材料归档", R.SECRETARY, R.DEPUTY_SECRETARY, R.OFFICER
)
MAKE_BATCH = permission("archive.batch", "成批归档", R.ARCHIVIST)
