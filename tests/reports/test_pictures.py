"""Photos that come in: made anew as a plain JPEG, or refused with a sentence; nothing else kept."""

import io
import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from reports import pictures
from reports.pictures import PROBLEMS, PictureRefused, taken_in
from tests import build

HEIC = (Path(__file__).parent / "data" / "photo.heic").read_bytes()


def saved(picture: Image.Image, kind: str, **how) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def plain(size: tuple[int, int] = (40, 30), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size)


def halves() -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (80, 40), "red")
    picture.paste("blue", (40, 0, 80, 40))
    return picture


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(taken_in(data).data))
    picture.load()
    return picture


def is_near(colour: tuple[int, ...], wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(colour, wanted, strict=True))


def png_head(width: int, height: int) -> bytes:
    """A PNG that says it is so large, in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        build.jpeg(),
        build.jpeg(progressive=True),
        saved(plain(), "PNG"),
        saved(plain(mode="P"), "PNG", transparency=0),
        saved(plain(mode="LA"), "PNG"),
        saved(plain(mode="I;16"), "PNG"),
        saved(plain(mode="1"), "PNG"),
        saved(plain(), "WEBP"),
        saved(plain(mode="RGBA"), "WEBP", lossless=True),
        saved(plain(mode="CMYK"), "JPEG"),
        saved(plain(mode="L"), "JPEG"),
        saved(plain((1, 3000)), "JPEG"),
        HEIC,
    ],
)
def test_each_kind_of_photo_becomes_a_jpeg_in_plain_colours(data: bytes) -> None:
    made = taken_in(data)
    picture = Image.open(io.BytesIO(made.data))
    assert (picture.format, picture.mode, picture.size) == (
        "JPEG",
        "RGB",
        (made.width, made.height),
    )
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_equal_photos_give_equal_bytes_and_a_large_one_is_made_smaller() -> None:
    large = saved(Image.effect_noise((3000, 1500), 40).convert("RGB"), "JPEG")
    made = taken_in(large)
    assert (made.width, made.height) == (1600, 800)
    assert taken_in(large) == made
    assert len(made.data) < len(large)


def test_nothing_of_the_file_stays_but_its_picture() -> None:
    facts = Image.Exif()
    facts[0x010F] = "BI-MAT-MAY-ANH"
    facts.get_ifd(0x8825)[1] = "N"
    facts.get_ifd(0x8825)[2] = (21.0, 21.0, 12.5)
    xmp = b"<x:xmpmeta>BI-MAT-XMP</x:xmpmeta>"
    for data in (
        build.jpeg(exif=facts, comment=b"BI-MAT-LOI", xmp=xmp) + b"BI-MAT-DUOI",
        saved(plain(), "PNG", exif=facts),
        saved(plain(), "WEBP", exif=facts, xmp=xmp),
    ):
        assert b"BI-MAT" in data
        made = taken_in(data).data
        assert b"BI-MAT" not in made
        assert b"Exif" not in made
        assert not Image.open(io.BytesIO(made)).getexif()


def test_a_photo_taken_sideways_stands_upright() -> None:
    facts = Image.Exif()
    facts[0x0112] = 6
    turned = opened(saved(halves(), "JPEG", exif=facts))
    assert turned.size == (40, 80)
    assert is_near(turned.getpixel((20, 5)), (255, 0, 0))
    assert is_near(turned.getpixel((20, 75)), (0, 0, 255))


def test_clear_places_turn_white_and_a_broken_profile_does_no_harm() -> None:
    assert is_near(opened(saved(plain(mode="RGBA"), "PNG")).getpixel((3, 3)), (255, 255, 255))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for one in (profile, profile[:90], b"x" * 500):
        picture = opened(saved(halves(), "PNG", icc_profile=one))
        assert is_near(picture.getpixel((5, 5)), (255, 0, 0))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no_photo"),
        (b"<html><script>alert(1)</script>", "two_things"),
        (b"GIF89a/*" + bytes(100), "no_photo"),
        (saved(plain(), "GIF"), "no_photo"),
        (saved(plain(), "BMP"), "no_photo"),
        (saved(plain(), "TIFF"), "no_photo"),
        (b"%PDF-1.7\n%%EOF", "two_things"),
        (b"anh.jpg", "no_photo"),
        (build.jpeg(size=(400, 300))[:1500], "broken"),
        (saved(halves(), "PNG")[:-40], "broken"),
        (saved(Image.effect_noise((200, 200), 40), "WEBP")[:900], "broken"),
        (HEIC[:700], "broken"),
        (HEIC[:40], "broken"),
        (saved(plain((80, 40)), "PNG", save_all=True, append_images=[halves()]), "animated"),
        (saved(plain((80, 40)), "WEBP", save_all=True, append_images=[halves()]), "animated"),
        (png_head(30_000, 30_000), "too_many_pixels"),
        (png_head(7_746, 7_746), "too_many_pixels"),
        (png_head(7_000, 7_000), "broken"),
        (build.jpeg() + b"PK\x05\x06" + bytes(16) + b"\x03\x00abc", "two_things"),
        (build.jpeg() + b"\n1 0 obj\n%%EOF\n", "two_things"),
        (build.jpeg(comment=b"%PDF-1.4"), "two_things"),
        (build.jpeg(comment=b"*/=1;</xmp><SCRIPT src=//x>"), "two_things"),
        (build.jpeg() + b"<?php system('id');", "two_things"),
        (bytes(pictures.MAX_BYTES + 1), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_is_no_plain_still_photo_is_refused_in_words(data: bytes, problem: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        taken_in(data)
    assert str(refused.value) == PROBLEMS[problem]


def test_a_photo_of_as_many_pixels_as_we_take_is_made_within_the_limits() -> None:
    data = saved(plain((7_745, 7_745)), "PNG")
    made = taken_in(data)
    assert (made.width, made.height) == (1600, 1600)


def test_a_decoder_that_falls_or_takes_too_long_is_a_refusal(monkeypatch) -> None:
    monkeypatch.setattr(pictures, "WALL_SECONDS", 0.01)
    with pytest.raises(PictureRefused, match="quá phức tạp"):
        taken_in(build.jpeg())


def test_who_finds_the_machine_busy_is_told_so() -> None:
    began = time.monotonic()
    with pictures._turn, pytest.raises(PictureRefused, match="ít phút"):
        taken_in(build.jpeg(), wait_seconds=0.05)
    assert time.monotonic() - began < 5
