"""The package stays plain Python: no Django, and nothing of the product but itself."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "meetings" / "checkup"
ALLOWED = {"meetings", "rapidfuzz"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.name)
def test_modules_import_the_standard_library_and_themselves_only(path: Path) -> None:
    import sys

    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or top in ALLOWED, name
            assert top != "meetings" or name.startswith("meetings.checkup"), name
