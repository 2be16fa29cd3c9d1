"""Papers with signatures, and what an attacker makes of them."""

import io
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from reports import pdf
from reports.signing import soft
from reports.signing.prepare import Field, person_box, prepare, seal_box, spaces
from reports.signing.providers import Signer
from tests.reports import samples
from tests.reports.signing_keys import Authority, folder_of_keys

PERSON = "Nguyễn Văn Mẫu"
OFFICE = "Tỉnh đoàn Quảng Ninh"


def keys_of_both(switch: Any, folder: Path) -> Authority:
    """Trial keys of the person and of the office, switched on."""
    switch.SIGNING_SOFT_KEYS = str(folder)
    return folder_of_keys(folder, [PERSON, OFFICE.upper()])


def paper(**changes: Any) -> bytes:
    """An issued file."""
    return pdf.render(samples.conclusion(**changes))


def both(data: bytes) -> list[Signer]:
    """The person, then the office, each with the place on the page."""
    space = spaces(data)[0]
    person = person_box(space, beside_seal=True)
    return [
        Signer("Ky1", PERSON, "PHÓ BÍ THƯ", is_agency=False, box=person),
        Signer("Ky2", OFFICE, "", is_agency=True, box=seal_box(space)),
    ]


def prepared(data: bytes) -> bytes:
    """The file that is handed out for signing."""
    rows = enumerate(both(data), 1)
    return prepare(data, [Field(s.field, f"Ô chữ ký số {n}", s.box) for n, s in rows])


def signed(base: bytes, signers: list[Signer]) -> bytes:
    """Signed by the first of the signers, unseen."""
    keys = {name.casefold(): path for name, path in soft.keys(settings.SIGNING_SOFT_KEYS)}
    return soft.sign(base, signers[0].field, keys[signers[0].name.casefold()], stamp=None)


def signed_by_both(data: bytes) -> bytes:
    """Signed by the person, then by the office."""
    signers = both(data)
    return signed(signed(prepared(data), signers), signers[1:])


# Attacks


def one_byte_changed(data: bytes) -> bytes:
    """A bit of the first page's text turned."""
    place = data.index(b"stream") + 40
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def saved_again(data: bytes) -> bytes:
    """Opened and saved by another program."""
    sink = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.save(sink)
    return sink.getvalue()


def turned(data: bytes) -> bytes:
    """A page turned by an incremental update, everything before it kept."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    return _written(writer)


def reworded(data: bytes) -> bytes:
    """The first page's text replaced by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.find_page_for_modification(0)[0].get_object()
    stream = generic.StreamObject(stream_data=b"0 0 100 100 re f")
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)
    return _written(writer)


def encrypted(data: bytes) -> bytes:
    """Saved with a password: its signatures can no longer be read."""
    sink = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.save(sink, encryption=pikepdf.Encryption(owner="o", user=""))
    return sink.getvalue()


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()
