"""The check of a material (材料体检) and the search for copied passages. Plain Python: no Django here.

Start at `check.check` (one draft in its context), `passages.passages` (two texts), `index` (one draft against
very many) and `compare.compare` (two versions). docs/adr/0010-similarity-index.md: why the index is as it is.
"""
