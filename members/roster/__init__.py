"""Reading a list of people from a workbook and saying, before anything is written, what would become of it.

`cells` reads one value, `reading` a workbook, `planning` compares with the register. None of them writes.
"""
