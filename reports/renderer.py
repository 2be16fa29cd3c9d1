"""The renderer: a process of its own that turns HTML into PDF, fed through standard input.

Kept warm, because importing WeasyPrint costs more than a letter; kept apart, because some HTML
takes minutes or gigabytes, and a process can be limited and killed. It ends with its input.

A job is 4 bytes of length and JSON; an answer is one byte (K = PDF, E = error), 4 bytes of length
and the bytes. Nothing here needs Django.

The file is PDF/A-3a and PDF/UA-1 at once, and carries the data it was made from.
"""

import base64
import gc
import json
import os
import resource
import struct
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

STATIC = Path(__file__).resolve().parent.parent / "static"
FONTS = STATIC / "fonts" / "liberation-serif"
PRINT_CSS = STATIC / "css" / "print.css"
BASE_CSS = STATIC / "css" / "print_base.css"
PDF_VARIANT = "pdf/a-3a"
DATA_NAME = "du-lieu.json"
# On paper a photo shows no more; a file of a report with photos is half as large.
PHOTO_DPI = 150
NOT_PRINTED = "Nội dung văn bản không in được. Hãy báo người quản trị hệ thống."
FOREIGN = "Văn bản gọi tới một tệp hoặc địa chỉ bên ngoài. Hãy bỏ phần đó ra."
NO_DAY = "2000-01-01"
MEMORY_BYTES = 1 << 30
MAX_PAGES = 300
MAX_JOBS = 500
MAX_RESIDENT_KIB = 400 * 1024

# Before Pango starts: it must never fall back to a font of the machine.
os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")


# The mark of PDF/UA. It must stand in the one rdf:RDF that readers look at, and PDF/A asks that
# a schema it does not know is described.
_XMP_NAMESPACES = (
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"'
)
_XMP_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
pdfuaid:part="1"/><rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 the file keeps to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description>"""
_RDF_ENDS = b"</rdf:RDF>"


class Refused(Exception):
    """The job cannot be done; the text is for the person."""


class Printer:
    """WeasyPrint with everything that can be kept between jobs."""

    def __init__(self, *, is_lean: bool = True) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

        class Known(URLFetcher):
            """The photos that came with the job; every other address is refused, and loudly."""

            photos: Mapping[str, bytes] = {}

            def fetch(self, url: str, headers: object = None) -> Any:
                if url not in self.photos:
                    raise FatalURLFetchingError(f"A paper may not fetch {url[:80]}")
                return URLFetcherResponse(url, self.photos[url], {"Content-Type": "image/jpeg"})

        self.fatal = FatalURLFetchingError
        self.attachment = weasyprint.Attachment
        self.fetcher = Known()
        self.fonts = FontConfiguration()
        self.css, base = (
            weasyprint.CSS(
                string=path.read_text(encoding="utf-8"),
                font_config=self.fonts,
                url_fetcher=self.fetcher,
            )
            for path in (PRINT_CSS, BASE_CSS)
        )

        class Lean(weasyprint.HTML):
            """HTML with our base sheet in place of the stock one; a hook WeasyPrint keeps to
            itself, so a version without it goes back to the stock sheet."""

            def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
                return [base]

        self.html = Lean if is_lean else weasyprint.HTML

    def print(self, job: Mapping[str, Any]) -> bytes:
        """PDF of the job's HTML. Raises ``Refused`` with a sentence.

        Keys: ``html``; ``photos``, base64 of JPEGs by their address; ``data``, the text to attach;
        ``dated``, the day the attachment bears (ISO).
        """
        photos = job.get("photos") or {}
        self.fetcher.photos = {name: base64.b64decode(text) for name, text in photos.items()}
        try:
            return self._printed(job)
        except self.fatal as error:
            raise Refused(
                "Văn bản gọi tới một tệp hoặc địa chỉ bên ngoài. Hãy bỏ phần đó ra."
            ) from error
        except (MemoryError, RecursionError) as error:
            raise Refused("Văn bản quá lớn nên không in được. Hãy rút gọn nội dung.") from error
        finally:
            self.fetcher.photos = {}

    def _printed(self, job: Mapping[str, Any]) -> bytes:
        page = self.html(string=job["html"], url_fetcher=self.fetcher)
        document = page.render(
            stylesheets=[self.css],
            font_config=self.fonts,
            pdf_variant=PDF_VARIANT,
            dpi=PHOTO_DPI,
        )
        if len(document.pages) > MAX_PAGES:
            raise Refused(f"Văn bản dài hơn {MAX_PAGES} trang. Hãy rút gọn nội dung.")
        _mark_as_ua(document.metadata)
        if job.get("data"):
            document.metadata.attachments = [self._attached(job)]
        pdf: bytes = document.write_pdf(pdf_variant=PDF_VARIANT, dpi=PHOTO_DPI)
        return pdf

    def _attached(self, job: Mapping[str, Any]) -> Any:
        # A day of its own, or the file would differ from one second to the next.
        day = datetime.fromisoformat(job.get("dated") or NO_DAY).replace(tzinfo=UTC)
        return self.attachment(
            string=job["data"],
            name=DATA_NAME,
            description="Dữ liệu của văn bản",
            relationship="Data",
            created=day,
            modified=day,
            url_fetcher=self.fetcher,
        )


def _mark_as_ua(metadata: Any) -> None:
    """Say in the file's metadata that it keeps to PDF/UA-1 too."""
    plain = metadata.generate_rdf_metadata

    def with_ua(variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = plain(variant, version, conformance)
        rdf = rdf.replace(b"<rdf:RDF", b"<rdf:RDF" + _XMP_NAMESPACES, 1)
        return rdf.removesuffix(_RDF_ENDS) + _XMP_UA + _RDF_ENDS

    metadata.generate_rdf_metadata = with_ua


def limit_memory() -> None:
    """A job that wants more than a gigabyte fails instead of taking the machine down."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def limit_cpu(seconds: float) -> None:
    """The job may use this much more CPU; the parent watches the clock besides."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(seconds) + 5, hard))


def is_worn_out(jobs: int) -> bool:
    """Whether a fresh process should take over.

    Its memory now: the peak the system counts begins with that of the process that started it.
    """
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    resident = pages * resource.getpagesize() // 1024
    return jobs >= MAX_JOBS or resident > MAX_RESIDENT_KIB


def read_job(stream: BinaryIO) -> dict[str, Any] | None:
    """The next job, or nothing at the end of input."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    job: dict[str, Any] = json.loads(stream.read(struct.unpack(">I", head)[0]))
    return job


def answer(stream: BinaryIO, mark: bytes, data: bytes) -> None:
    """Write one answer."""
    stream.write(mark + struct.pack(">I", len(data)) + data)
    stream.flush()


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Do jobs until the input ends or the process is worn out."""
    limit_memory()
    printer = Printer()
    # Garbage of the warm-up never needs a second look; a render runs without collections.
    gc.disable()
    gc.freeze()
    jobs = 0
    while (job := read_job(source)) is not None:
        limit_cpu(job["limit"])
        try:
            answer(sink, b"K", printer.print(job))
        except Refused as error:
            answer(sink, b"E", str(error).encode())
        except Exception as error:  # noqa: BLE001  (whatever it is, the person gets an answer)
            sys.stderr.write(f"renderer: {error!r}\n")
            answer(sink, b"E", NOT_PRINTED.encode())
        gc.collect()
        jobs += 1
        if is_worn_out(jobs):
            return


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
