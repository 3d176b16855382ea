"""What every rule is handed."""

from dataclasses import dataclass

from gongwen.checker.faces import Faces
from gongwen.checker.findings import Findings
from gongwen.checker.reading import Reading
from gongwen.checker.roles import Roles


@dataclass
class Check:
    reading: Reading
    roles: Roles
    faces: Faces
    found: Findings
    record: bool  # a record is no official document: fewer parts are required
