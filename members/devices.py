"""What kind of device a browser says it runs on, in words that its owner recognises."""

from __future__ import annotations

# The first word found counts, so the special stands before the general. Browsers name their ancestors too.
SYSTEMS = (
    ("HarmonyOS", "鸿蒙设备"), ("OpenHarmony", "鸿蒙设备"), ("iPhone", "苹果手机"), ("iPad", "苹果平板"),
    ("Android", "安卓手机"), ("Windows", "Windows电脑"), ("Macintosh", "苹果电脑"), ("Linux", "Linux电脑"),
)  # fmt: skip
BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Lark", "飞书"), ("QQBrowser", "QQ浏览器"),
    ("QIHU", "360浏览器"), ("360SE", "360浏览器"), ("360EE", "360浏览器"), ("UOS", "统信浏览器"),
    ("Edg", "Edge浏览器"), ("OPR", "Opera浏览器"), ("Firefox", "火狐浏览器"), ("Chrome", "Chrome浏览器"),
    ("Safari", "Safari浏览器"),
)  # fmt: skip
UNKNOWN = "未知设备"


def device_of(agent: str) -> str:
    """A browser's User-Agent in words: Windows电脑，Edge浏览器. Something else says 未知设备."""
    found = [_first(SYSTEMS, agent), _first(BROWSERS, agent)]
    return "，".join(word for word in found if word) or UNKNOWN


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for mark, word in table if mark in agent), "")
