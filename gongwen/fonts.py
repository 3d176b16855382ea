"""The faces a document names. Windows has 仿宋 but neither 仿宋_GB2312 nor 小标宋, so all are settings."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class FontSet:
    """Font names by role. Frozen, because a template is built once for each set.

    Raises ValueError for an empty name: Word would silently use another face.
    """

    fangsong: str = "仿宋_GB2312"  # text, levels 3 and 4
    title: str = "方正小标宋简体"  # title and red head
    kaiti: str = "楷体_GB2312"  # level 2, signer
    heiti: str = "黑体"  # level 1, 附件, labels of 纪要
    songti: str = "宋体"  # page number

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name).strip():
                raise ValueError(f"FontSet.{field.name} is empty")

    def names(self) -> tuple[str, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))


# What Word may use where a name is absent; written to the font table as w:altName.
ALTERNATIVES = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "方正小标宋_GBK",
    "黑体": "SimHei",
    "宋体": "SimSun",
    "仿宋": "FangSong",
    "楷体": "KaiTi",
}
