"""The decoder: a process of its own that opens one photo and writes it anew as a JPEG.

One file on standard input; on standard output 4 bytes of length, JSON ``{"problem": "", "width",
"height"}``, the JPEG. It opens no other file for writing, asks no address, and needs no Django.
"""

import io
import json
import resource
import struct
import sys
from typing import Any

import pi_heif
from PIL import Image, ImageCms, UnidentifiedImageError

from reports.pictures import MAX_MEGAPIXELS

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
# Paper shows half of it (150 dpi over 150 mm; the renderer sees to that), Word and screen the rest.
LONGEST_SIDE = 1600
QUALITY = 82
STRIP_ROWS = 64
# Decided by what the file begins with, never by its name.
KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
# Phones put a second picture (brightness, depth) into one file; the first is the photo.
_MANY_IN_ONE = ("MPO", "HEIF")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"mif1")
_MARKUP = (b"<script", b"<iframe", b"<!doctype", b"<?php")
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES = 22
# Kinds of pixels that can be made smaller as they are.
_MODES = ("RGB", "L", "CMYK")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(Exception):
    """No photo we take; the text is a key of ``PROBLEMS``."""


def limit() -> None:
    """Memory, time, and no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def decode(data: bytes) -> tuple[bytes, int, int]:
    """JPEG, width and height of the photo. Raises ``Refused``."""
    if is_two_things(data):
        raise Refused("two_things")
    photo = _opened(data)
    # Looked at in the head of the file: until here no pixel was made.
    if photo.width * photo.height > MAX_MEGAPIXELS * 1_000_000:
        raise Refused("too_many_pixels")
    if getattr(photo, "is_animated", False) and photo.format not in _MANY_IN_ONE:
        raise Refused("animated")
    made = _made_anew(photo)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), made.width, made.height


def is_two_things(data: bytes) -> bool:
    """Whether the file is something else too: a page, a PDF or an archive hidden in a photo."""
    if b"%PDF-" in data[:1024] or b"%%EOF" in data[-1024:]:
        return True
    lower = data.lower()
    return any(mark in lower for mark in _MARKUP) or _ends_as_zip(data)


def _ends_as_zip(data: bytes) -> bool:
    """An archive is read from its end: the mark, and a comment that reaches the last byte."""
    place = data.rfind(_ZIP_END)
    if place < 0 or len(data) - place < _ZIP_END_BYTES:
        return False
    comment = int(struct.unpack_from("<H", data, place + _ZIP_END_BYTES - 2)[0])
    return place + _ZIP_END_BYTES + comment == len(data)


def _opened(data: bytes) -> Any:
    # Bombs are refused by our own number of pixels, before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    pi_heif.register_heif_opener(thumbnails=False)
    try:
        return Image.open(io.BytesIO(data), formats=KINDS)
    except UnidentifiedImageError as error:
        raise Refused("broken" if _begins_as_photo(data) else "no_photo") from error


def _begins_as_photo(data: bytes) -> bool:
    riff = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    heif = data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS
    return riff or heif or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n"))


def _made_anew(photo: Any) -> Any:
    """The picture alone: small enough, the right way up, in sRGB, nothing else attached."""
    # A JPEG can be read at a fraction of its size, in a fraction of the memory.
    photo.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    # HEIC comes turned already.
    turn = photo.getexif().get(_ORIENTATION) if photo.format != "HEIF" else None
    profile = photo.info.get("icc_profile")
    small = _in_srgb(_small(photo), profile)
    return small.transpose(_TURNS[turn]) if turn in _TURNS else small


def _small(photo: Any) -> Any:
    """Without clear places, no side longer than ``LONGEST_SIDE``.

    Made smaller strip by strip: a second whole picture beside the first is what costs memory.
    """
    times = max(1, max(photo.size) // (2 * LONGEST_SIDE))
    step = STRIP_ROWS * times
    strips = [_strip(photo, top, step, times) for top in range(0, photo.height, step)]
    whole = Image.new(strips[0].mode, (strips[0].width, sum(one.height for one in strips)))
    top = 0
    for one in strips:
        whole.paste(one, (0, top))
        top += one.height
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return whole


def _strip(photo: Any, top: int, step: int, times: int) -> Any:
    strip = photo.crop((0, top, photo.width, min(photo.height, top + step)))
    if strip.has_transparency_data:
        strip = strip.convert("RGBA")
        strip = Image.alpha_composite(Image.new("RGBA", strip.size, "white"), strip)
        strip = strip.convert("RGB")
    elif strip.mode not in _MODES:
        strip = strip.convert("RGB")
    return strip.reduce(times) if times > 1 else strip


def _in_srgb(photo: Any, profile: bytes | None) -> Any:
    """In the colours every reader knows; by the profile in the file, if it is one."""
    plain = _by_profile(photo, profile) if profile else None
    plain = plain or photo.convert("RGB")
    # What the file said beside its pixels must not be written with them.
    plain.info.clear()
    return plain


def _by_profile(photo: Any, profile: bytes) -> Any:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(photo, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def main() -> None:
    """One file in, one answer out."""
    limit()
    problem, width, height, made = "", 0, 0, b""
    try:
        made, width, height = decode(sys.stdin.buffer.read())
    except Refused as error:
        problem = str(error)
    except (MemoryError, RecursionError):
        problem = "too_heavy"
    except Exception as error:  # noqa: BLE001  (the file is a stranger's; any fault is a finding)
        sys.stderr.write(f"decoder: {type(error).__name__}\n")
        problem = "broken"
    head = json.dumps({"problem": problem, "width": width, "height": height}).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + made)


if __name__ == "__main__":
    main()
