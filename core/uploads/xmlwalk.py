"""XML from strangers, read once from front to back: no document type, no tree, bounded depth and number.

`defusedxml` refuses the same declarations, but its trees take seventeen times the file in memory (6 MB:
104 MB), and its SAX reader does not say how far it has come, which is how one endless tag is noticed. Its
rule is kept here on the bare parser below it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat  # every declaration is refused in _parser

from core.uploads.limits import Limits, MiB
from core.uploads.refusal import refusal

LONGEST_TOKEN = MiB  # a tag or comment still open; this parser re-reads it with each piece it is fed

Attributes = dict[str, str]


@dataclass
class Budget:
    """Elements that all parts of one file may still have."""

    limits: Limits
    elements: int = 0


@dataclass
class Handlers:
    """What to call: by element as "namespace local"; text goes to `text` in pieces."""

    starts: dict[str, Callable[[Attributes], None]] = field(default_factory=dict)
    ends: dict[str, Callable[[], None]] = field(default_factory=dict)
    text: Callable[[str], None] | None = None


def walk(chunks: Iterable[bytes], budget: Budget, handlers: Handlers, *, tolerant: bool = False) -> None:
    """Feed the document to `handlers`; raises `UploadRefused` for what is malformed, nested or declared.

    `tolerant` lets a document break off after its root has begun (old VML has unclosed HTML in it).
    """
    parser = _parser(budget, handlers)
    before, fed = budget.elements, 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
                raise refusal("too_complex")
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        # LookupError, ValueError: an encoding that Python does not know or cannot give to the parser
        if not (tolerant and budget.elements > before):
            raise refusal("damaged") from error


def _parser(budget: Budget, handlers: Handlers):
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = _counted(budget, handlers)
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _counted(budget: Budget, handlers: Handlers):
    """Two functions with the counting inlined: they run once per element."""
    starts, ends = handlers.starts.get, handlers.ends.get
    most, deepest, depth = budget.limits.xml_elements, budget.limits.xml_depth, 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        budget.elements += 1
        if depth > deepest or budget.elements > most:
            raise refusal("too_complex")
        if handler := starts(name):
            handler(dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if handler := ends(name):
            handler()

    return start, end


def _refuse_doctype(*_: object) -> None:
    raise refusal("doctype")
