"""Lines that come from a website, a header or a page number, not from the plan."""

from __future__ import annotations

import re
from collections import Counter

_PATTERNS = re.compile(
    r"[-—– ]*\d{1,3}[-—– ]*"
    r"|第\d{1,3}页(?:[,/，]?共\d{1,3}页)?|\d{1,3}/\d{1,3}"
    r"|[【\[]?(?:打印本页|关闭窗口|字体大小|返回顶部|打印|关闭).{0,20}"
    r"|(?:文档|文章|信息)?(?:来源|出处|作者|编辑|责任编辑|审核|发布时间|发布日期|发布人|更新时间|上传时间|浏览次数|浏览量|点击数?|阅读量?|访问量?)[:：].{0,80}"
    r"|(?:当前位置|您的位置|首页)[:：>» ].{0,60}|.{0,6}首页 ?[>»].{0,60}"
    r"|(?:上一篇|下一篇|相关阅读|相关文章|版权所有|Copyright|免责声明|扫一扫|更多.{0,12}(?:范文|文档|资料)|关注.{0,10}公众号|微信公众号|搜索).{0,80}"
    r"|.{0,20}(?:文库|范文网|资料网|公文网|下载网)[^。;]{0,30}"
    r"|(?:内部(?:资料|文件)|机密|秘密|草稿|征求意见稿|样本|水印)[★☆]?.{0,12}"
)
_REPEATS = 3
_LONGEST_HEADER = 60
_LONGEST_NOISE = 100


def without_noise(norm: str) -> str:
    """The folded text with known furniture, and short lines repeated on page after page, blanked out."""
    lines = norm.split("\n")
    bare = [re.sub(r"\s+", "", line) for line in lines]
    counts = Counter(text for text in bare if 4 <= len(text) <= _LONGEST_HEADER)
    return "\n".join(
        " " * len(line) if _is_noise(text, counts[text]) else line
        for line, text in zip(lines, bare, strict=True)
    )


def _is_noise(text: str, count: int) -> bool:
    if not text or len(text) > _LONGEST_NOISE:
        return False
    return bool(_PATTERNS.fullmatch(text)) or (count >= _REPEATS and not _is_item(text))


def _is_item(text: str) -> bool:
    """Numbers and table rows repeat for good reasons."""
    return bool(re.match(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.]|[①-⑳]", text))
