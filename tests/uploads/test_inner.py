"""Pictures inside Word files and sheets tell nothing either; the rest of the file is as it came."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from core.uploads import docx_text
from tests.uploads import builders as b
from tests.uploads import good
from tests.uploads.conftest import named, refused, taken

PLACE = b"N39.9042"


def photo() -> bytes:
    return b.jpeg(b.segment(0xE1, b.exif()), b.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00GPSLatitude"))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_a_photo_in_a_word_file_loses_its_place_and_nothing_else_changes():
    data = good.written()
    before = parts(data)
    assert any(PLACE in part for part in before.values())  # it was there to be told
    after = parts(taken(data, "a.docx").content.read())
    assert not any(PLACE in part for part in after.values())
    pictures = {name for name, part in before.items() if part.startswith(b"\xff\xd8")}
    assert len(pictures) == 2  # the photo, and the thumbnail that python-docx brings
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} == pictures


def test_the_rewritten_file_opens_and_is_accepted_again():
    content = taken(good.written(), "a.docx").content.read()
    document = docx.Document(io.BytesIO(content))
    assert "按照党委通知要求" in document.paragraphs[1].text
    assert len(document.inline_shapes) == 1
    again = taken(content, "a.docx")
    assert again.content.read() == content
    assert "按照党委通知要求" in docx_text(named(content))


@pytest.mark.parametrize("picture", [b.jpeg(), b.png()])
def test_a_file_whose_pictures_tell_nothing_comes_as_it_was(picture):
    data = b.docx(more=[("word/media/image1.bin", picture)])
    assert taken(data, "a.docx").content.read() == data


@pytest.mark.parametrize(
    "picture",
    [photo(), b.png(b.chunk(b"eXIf", b.exif()[6:])), b.png(b.chunk(b"iTXt", b"XML:com.adobe.xmp\0GPS"))],
)
def test_whatever_the_picture_is_called_and_wherever_it_lies(picture):
    for make, name in ((b.docx, "word/elsewhere/x"), (b.xlsx, "xl/media/image1.png")):
        content = taken(make(more=[(name, picture)])).content.read()
        assert not any(mark in parts(content)[name] for mark in (PLACE, b"GPS", b"adobe"))


@pytest.mark.parametrize(
    "picture",
    [
        b"II*\x00" + b"\x08\x00\x00\x00" + PLACE,
        b"MM\x00*" + PLACE,
        b"RIFF\x00\x00\x00\x00WEBPVP8XEXIF" + PLACE,
        b"\x00\x00\x00\x18ftypheic" + b"Exif\x00\x00" + PLACE,
        photo()[:-2],  # broken, and tells where it was taken
    ],
)
def test_a_picture_that_tells_and_cannot_be_rewritten_is_refused_with_what_to_do(picture):
    refusal = refused(b.docx(more=[("word/media/image1.x", picture)]), "a.docx")
    assert refusal.code == "picture_inside"
    assert "转成 JPG" in refusal.message


def test_a_broken_picture_that_tells_nothing_is_let_in():
    data = b.docx(more=[("word/media/image1.jpg", b.jpeg()[:-2])])
    assert taken(data, "a.docx").content.read() == data
