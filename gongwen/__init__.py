"""GB/T 9704-2012 documents on python-docx. Plain Python: no web framework, no database."""

from gongwen.document import Document
from gongwen.fonts import FontSet
from gongwen.grid import Cell
from gongwen.text import chinese_date, chinese_number, clean
from gongwen.titles import break_title

__all__ = ["Cell", "Document", "FontSet", "break_title", "chinese_date", "chinese_number", "clean"]
