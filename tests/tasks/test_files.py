"""Evidence: five kinds come in by what they hold, everything else stays out with a reason."""

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from PIL import Image

from tasks import services
from tasks.models import TaskFile
from tasks.services import Refused
from tests import build
from tests.conftest import one_page
from tests.people import Cast


def _jpeg() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, "JPEG")
    return data.getvalue()


def _docx() -> bytes:
    data = io.BytesIO()
    docx.Document().save(data)
    return data.getvalue()


def _xlsx() -> bytes:
    data = io.BytesIO()
    openpyxl.Workbook().save(data)
    return data.getvalue()


def _archive(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return data.getvalue()


def _with_macros() -> bytes:
    data = io.BytesIO(_docx())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return data.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {"pdf": one_page, "jpg": _jpeg, "png": build.picture, "docx": _docx, "xlsx": _xlsx}


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_is_what_it_holds_whatever_it_is_called(kind: str) -> None:
    assert services.checked("a.exe", GOOD[kind]()).kind == kind


BAD = {
    "nothing": b"",
    "text": b"hello",
    "html": b"<html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    "a program": b"MZ\x90\x00",
    "half a picture": _jpeg()[:40],
    "a PDF by its first bytes alone": b"%PDF-1.7 x",
    "a plain archive": _archive(a_dot_txt=b"x"),
    "an Office file with macros": _with_macros(),
    "a broken archive": b"PK\x03\x04" + b"x" * 50,
    "a GIF": b"GIF89a" + b"\0" * 20,
}


@pytest.mark.parametrize("what", BAD)
def test_anything_else_is_refused_with_its_name(what: str) -> None:
    with pytest.raises(Refused, match="bao-cao"):
        services.checked("bao-cao.pdf", BAD[what])


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="25 MB"):
        services.checked("a.pdf", b"%PDF-" + b"0" * services.MAX_BYTES)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = _archive(
        **{"[Content_Types]_dot_xml": b"x", "word__document_dot_xml": b"0" * (301 * 1024 * 1024)}
    )
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Refused):
        services.checked("a.docx", bomb)


def test_a_file_changed_in_store_is_not_served(cast: Cast) -> None:
    build.reported_task(cast)
    row = TaskFile.objects.get()
    assert services.file_bytes(row) == build.picture()
    with open(row.file.path, "ab") as file:
        file.write(b"x")
    with pytest.raises(Refused, match="bị thay đổi"):
        services.file_bytes(row)
    row.file.delete(save=False)
    row.file.name = "nhiem-vu/mat.png"
    with pytest.raises(Refused, match="không còn"):
        services.file_bytes(row)
