"""Every number an upload is measured against, in one place.

These are technical limits that protect the machine, not provisions of a notice; nothing here is
shown as a rule of the Party. A caller that needs another number passes `dataclasses.replace(LIMITS, …)`.
"""

from dataclasses import dataclass

MiB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Upper bounds, each with its unit and the reason for its size."""

    bytes: int = 20 * MiB
    """Bytes of the file as sent. A 10-page phone scan is 10 MB; all checks of 20 MB fit in a second."""

    expanded_bytes: int = 50 * MiB
    """Bytes of all zip entries once inflated. 300 MB of XML in a 342 KB file took 641 MB when opened."""

    ratio: int = 100
    """Inflated / sent bytes of an office file. Word's own files lie below 30, zip bombs near 1,000."""

    ratio_from: int = MiB
    """Inflated bytes below which the ratio is not asked: a nearly empty sheet may be all blanks."""

    entries: int = 2_000
    """Entries of an office file. A document with 500 pictures has about 550."""

    directory_bytes: int = MiB
    """Bytes of the zip's directory; it is read into memory whole, and 2,000 entries need 200 KB."""

    xml_depth: int = 200
    """Levels of XML elements. Word's nested tables reach 60; libxml2 itself stops at 256."""

    xml_elements: int = 800_000
    """XML elements of all parts. 10,000 rows of 25 cells have 750,000; they take half a second."""

    text_characters: int = 200_000
    """Characters taken from one document. A 100-page report has 60,000; comparison works on this text."""

    sheet_rows: int = 20_000
    """Highest row number of a sheet. The largest import is 10,000; readers pad up to the highest row."""

    sheet_columns: int = 200
    """Highest column number of a sheet, for the same reason."""

    pdf_pages: int = 500
    """Pages of a PDF. A packet's longest annex is a few dozen; a reader's thumbnails grow with pages."""

    pdf_streams: int = 20_000
    """Streams of a PDF, each of which is looked into. 500 pages of text and pictures have about 3,000."""

    pdf_names: int = 1_000_000
    """Slashes in a PDF, each of which may begin a name. 20 MB of compressed pictures hold 80,000."""

    pixels: int = 64_000_000
    """Width × height of a picture. Phones save up to 50 million by default; each takes a viewer 4 bytes."""

    side: int = 20_000
    """Pixels of the longer side; viewers allocate by row and fail beyond 32,767."""

    segments: int = 20_000
    """Segments of a JPEG or chunks of a PNG. 20 MB of PNG in the usual 8 KB chunks are 2,500."""

    name_characters: int = 100
    """Characters of the display name: at three bytes each it still fits a file system's 255."""


LIMITS = Limits()
