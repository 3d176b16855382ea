"""Hints to a writer, before saving; never a verdict, and nothing is written for anybody."""

from __future__ import annotations

import re

# R15: neither a hope nor a work suggestion stands in for a criticism.
_HOPE = re.compile(
    r"(希望|建议|期望|期待|盼望|最好能?|可以考虑|今后要|以后要|下一步要?|多注意|多关心|再接再厉)"
)
# Words that name a fault or tell what happened: with one of them in it, a sentence does point at something.
_FAULT = re.compile(
    r"(不够|不足|不严|不实|不深|不力|不敢|不愿|不主动|不及时|没有|没能|未能|未|缺乏|缺少|差距|问题|拖|推诿|敷衍|应付|迟到|早退|"
    r"漏|错|退回|放松|淡薄|滑坡|怕|好人主义|形式主义|官僚主义|脱离|生硬|急躁|粗暴|马虎|懈怠|落后|违反)"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")


def only_hopes(text: str) -> str:
    """The passage that only hopes or suggests when nothing in the text names a fault, else "" (R15)."""
    found = [s.strip() for s in _SENTENCE.findall(text) if s.strip()]
    hopes = [s for s in found if _HOPE.search(s)]
    if hopes and not any(_FAULT.search(s) for s in found):
        return hopes[0]
    return ""
