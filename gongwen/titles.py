"""7.3.1: a title is broken where its meaning allows, into two or three lines, a trapezoid or a diamond."""

import re
from itertools import combinations, pairwise

from gongwen.text import one_line, width

# Words that a break must not split. A word list of titles, not a dictionary: what it does not know is kept
# whole up to a few characters by the grouping below.
_WORDS = """
习近平新时代中国特色社会主义思想 中国特色社会主义 中国共产党 中央八项规定 树立和践行正确政绩观
正确政绩观 全面从严治党 党员领导干部 领导班子 领导干部 党员大会 支部委员会 支部党员大会
总支部委员会 基层党组织 支部委员 委员会 党支部 总支部 党总支 党小组 党组织 党员 机关
组织生活会 专题组织生活会 上次组织生活会 民主生活会 民主评议 民主评议党员 工作情况
征求意见 谈心谈话 对照检查 检视剖析 批评意见
批评与自我批评 自我批评 整改落实 整改清单 整改方案 整改承诺书 承诺书 问题清单 工作方案
实施方案 活动方案 方案 主题教育 学习教育 学习贯彻 深入贯彻 贯彻落实 专题学习 学习记录
会议记录 会议纪要 会议议程 主持词 签到表 请假 登记表 汇总表 评分表 覆盖表 意见表 测评表
台账 目录 备考表 情况报告 情况通报 工作报告 报告 通报 通知 意见 决定 请示 批复 函 纪要
记录 公示 公告 关于 召开 开展 组织 进一步 做好 印发 转发 认真 推进 加强 落实 年度
季度 会前 会后 会议 情况 结果 有关 工作 事项 要求 材料
"""
_ATOM = re.compile(
    r"第[一二三四五六七八九十\d]+(?:(?:党?支部|党总支)(?:委员会)?|党小组|季度|阶段|[次批号届组])?|"
    r"《[^》]{1,12}》|“[^”]{1,14}”|（[^）]{1,12}）|〔[^〕]*〕|\d+(?:\.\d+)*[年月日号届次个项季年度]*|[A-Za-z][A-Za-z0-9_.\-]*|"
    + "|".join(sorted(_WORDS.split(), key=len, reverse=True))
    + r"|.",
    re.DOTALL,
)
_LINE = 20  # full-width title characters on a line
_NOT_FIRST = set("的之了等中、，。：；！？”》）〕·—")  # these never start a line
_NOT_LAST = set("和与及暨、“《（〔关在对向为以")
_GOOD_FIRST = ("《", "“", "和", "并", "暨")
_BAD_LAST = (
    "关于",
    "召开",
    "开展",
    "做好",
    "推进",
    "加强",
    "落实",
    "印发",
    "转发",
)  # a verb waits for its object


def break_title(title: str, per_line: int = 20) -> list[str]:
    """The lines of a title; one line when it fits ``per_line`` full-width characters.

    Two or three lines (more only when three cannot hold it), never inside a known word, a number with
    its unit or short book-title marks (long ones only where nothing else fits); shaped as a trapezoid or
    a diamond. A line end typed by the author is kept as it is.
    """
    given = [line.strip() for line in title.split("\n") if line.strip()]
    if len(given) > 1:
        return [line for part in given for line in break_title(part, per_line)]
    text = one_line(title)
    if width(text) <= per_line:
        return [text]
    return _best(_atoms(text), per_line)


def _atoms(text: str) -> list[str]:
    """Pieces that stay whole; unknown neighbours form one piece of up to four characters."""
    atoms: list[str] = []
    loose = False
    for match in _ATOM.finditer(text):
        piece = match.group()
        single = len(piece) == 1 and piece not in _NOT_LAST
        sticks = piece[0] in _NOT_FIRST or (atoms and atoms[-1][-1] in _NOT_LAST)
        if atoms and (sticks or (single and loose and len(atoms[-1]) < 4)):
            atoms[-1] += piece
        else:
            atoms.append(piece)
        loose = single and piece not in _NOT_FIRST
    return atoms


def _best(atoms: list[str], per_line: int) -> list[str]:
    total = width("".join(atoms))
    fewest = max(2, int(-(-total // per_line)))
    if len(atoms) > 40 or fewest > 3:
        return _fill(atoms, per_line)
    for count in (fewest, fewest + 1):
        options = [_cut(atoms, cuts) for cuts in combinations(range(1, len(atoms)), count - 1)]
        options = [option for option in options if max(map(width, option)) <= per_line]
        if options:
            return min(options, key=_cost)
    return _fill(atoms, per_line)


def _cut(atoms: list[str], cuts: tuple[int, ...]) -> list[str]:
    edges = [0, *cuts, len(atoms)]
    return ["".join(atoms[a:b]) for a, b in pairwise(edges)]


def _cost(option: list[str]) -> float:
    """Lower is better: even lines, but visibly a trapezoid or diamond, and breaks before good words."""
    sizes = [width(line) for line in option]
    spread = max(sizes) - min(sizes)
    cost = spread * 0.5 if spread >= 2 else 3 - spread  # equal lines are a block, not a trapezoid
    cost += 20 * is_hourglass(sizes)
    cost += 6 * sum(
        line.count("《") != line.count("》") for line in option
    )  # only a name too long to stay whole
    cost += 3 * sum(line.endswith(_BAD_LAST) for line in option[:-1])
    cost -= 6 * any(line.startswith("关于") for line in option[1:])  # the issuer's name stays whole
    return cost - sum(3 for line in option[1:] if line.startswith(_GOOD_FIRST))


def is_hourglass(sizes: list[float]) -> bool:
    """Three lines with the middle one clearly the shortest: neither trapezoid nor diamond."""
    return len(sizes) == 3 and sizes[1] < min(sizes[0], sizes[2]) - 2.5


def _fill(atoms: list[str], per_line: int) -> list[str]:
    """First fit, for titles beyond three lines and for pieces wider than a line."""
    out = [""]
    for atom in atoms:
        for piece in [atom] if width(atom) <= per_line else list(atom):
            if out[-1] and width(out[-1] + piece) > per_line:
                out.append("")
            out[-1] += piece
    return out


def splits_meaning(lines: list[str]) -> str:
    """The first place where a title's lines part a known word, a number and its unit, book-title marks, or
    where one begins with 的 or a mark; as "…前|后…", or "" when every line ends where meaning allows."""
    ends: set[int] = set()
    place = 0
    for atom in _atoms("".join(lines)):
        if width(atom) > _LINE - 1:  # no line safely holds it: wherever it is broken, it had to be
            ends.update(range(place, place + len(atom)))
        place += len(atom)
        ends.add(place)
    place = 0
    for before, after in pairwise(lines):
        place += len(before)
        if place not in ends and not _loose(before, after):
            return f"…{before[-4:]}|{after[:4]}…"
    return ""


def _loose(before: str, after: str) -> bool:
    """A break between characters of no known word: not to be judged without a dictionary."""
    if after[0] in _NOT_FIRST or before[-1] in _NOT_LAST:
        return False
    return not any(
        match.start() < len(before) < match.end() and match.end() - match.start() > 1
        for match in _ATOM.finditer(before + after)
    )
