"""Keys in files: for trying things out and for tests, never a person's own signature.

Switched on by the setting ``SIGNING_SOFT_KEYS``, a folder of ``.p12`` files without a password.
"""

import asyncio
import io
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

WHOLE_BOX = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MID,
    y_align=layout.AxisAlignment.ALIGN_MID,
    margins=layout.Margins.uniform(0),
)


def keys(folder: str) -> Iterator[tuple[str, Path]]:
    """The name in each certificate of the folder, and its file."""
    for path in sorted(Path(folder).glob("*.p12")) if folder else ():
        signer = signers.SimpleSigner.load_pkcs12(str(path))
        if signer and signer.signing_cert:
            yield signer.signing_cert.subject.native.get("common_name", ""), path


def sign(data: bytes, field: str, key: Path, *, stamp: bytes | None) -> bytes:
    """The file with its field signed (PAdES B-B); the given bytes stay in front of it."""
    signer = signers.SimpleSigner.load_pkcs12(str(key))
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    with tempfile.NamedTemporaryFile(suffix=".pdf") as page:
        page.write(stamp or b"")
        page.flush()
        style = None
        if stamp:
            # pyHanko reads the page by its name. Opaque and without a border: PDF/A.
            background = ImportedPdfPage(page.name)
            style = StaticStampStyle(
                background=background,
                background_layout=WHOLE_BOX,
                background_opacity=1,
                border_width=0,
            )
        work = signers.PdfSigner(meta, signer=signer, stamp_style=style)
        signing = work.async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)))
        # In a thread of its own: where a loop runs already, a second one may not begin.
        with ThreadPoolExecutor(1) as own:
            done = own.submit(asyncio.run, signing).result()
    return bytes(done.getbuffer())
