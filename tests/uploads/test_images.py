"""Pictures come out with the same pixels, the same way up, and nothing about place, time or person."""

from __future__ import annotations

import pytest

from core.uploads.images import orientation
from tests.uploads import builders as b
from tests.uploads import good
from tests.uploads.conftest import taken

TOLD = [b"N39.9042", b"GPS", b"Secret", b"secret", b"caption", b"ftyp", b"Photoshop", b"xap", b"ICC_PROFILE"]


def kept(data: bytes) -> bytes:
    return taken(data).content.read()


def test_a_phones_picture_tells_nothing():
    data = good.phone_photo(size=5_000)
    told = [mark for mark in TOLD if mark in data]
    assert told == TOLD  # all of it was there to be told
    assert [mark for mark in TOLD if mark in kept(data)] == []


def test_a_phones_picture_is_else_the_same():
    scan = b.noise(5_000).replace(b"\xff", b"\x00") + b"\xff\x00\xff\xd0\x3f"
    out = kept(b.jpeg(b.segment(0xE1, b.exif(turn=1)), b.segment(0xFE, b"x"), scan=scan, after=b"film"))
    assert out == b.jpeg(scan=scan)


def test_a_clean_picture_passes_unchanged():
    assert kept(b.jpeg()) == b.jpeg()
    assert kept(b.png()) == b.png()


def test_a_progressive_picture_keeps_all_its_scans():
    second = (
        b.segment(0xC4, b"\x11" + b"\x01" + b"\x00" * 16)
        + b.segment(0xDA, b"\x01\x01\x11\x3f\x3f\x00")
        + b"\x5f"
    )
    hidden = b.segment(0xE1, b.exif(turn=1))
    assert kept(b.jpeg(scan=b"\x3f" + hidden + second)) == b.jpeg(scan=b"\x3f" + second)


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize(("turn", "written"), [(1, 0), (3, 3), (6, 6), (8, 8), (0, 0), (9, 0)])
def test_the_way_up_is_kept(order, turn, written):
    out = kept(b.jpeg(b.segment(0xE1, b.exif(turn=turn, order=order))))
    at = out.find(b"Exif\x00\x00")
    assert (orientation(out[at:]) if at > 0 else 0) == written
    assert len(out) - len(b.jpeg()) == (36 if written else 0)


@pytest.mark.parametrize("size", [0, 5, 8, 12, 15, 20, 25])
def test_an_exif_block_cut_short_says_nothing(size):
    assert orientation(b.exif()[:size]) == 0


def test_an_exif_block_pointing_outside_says_nothing():
    assert orientation(b"Exif\x00\x00MM\x00*\xff\xff\xff\xff") == 0


def test_the_colour_coding_is_kept_without_its_tail():
    out = kept(good.phone_photo())
    assert b"Adobe\x00\x64\x00\x00\x00\x00\x01" in out
    assert b"and more" not in out


def test_a_png_tells_nothing_and_keeps_its_scale():
    data = good.screenshot()
    out = kept(data)
    assert out == b.png(b.chunk(b"pHYs", b"\x00\x00\x0b\x13" * 2 + b"\x01"))
    assert b"secret" in data


def test_what_follows_a_png_is_cut_off():
    assert kept(b.png(after=b"\x00" * 100 + b"depth map")) == b.png()
