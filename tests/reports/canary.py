"""Traps for papers that reach out: a server nobody may call, a file nobody may read."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pypdfium2

LINES = (Path(__file__).parent / "fetches.txt").read_text(encoding="utf-8").splitlines()
SECRET = "CHIM-HOANG-YEN-7391"
DATA = "du-lieu.json"
# What makes a reader call an address or run something.
_ACTS = (b"/URI", b"/JS", b"/Launch", b"/OpenAction")


@dataclass
class Traps:
    """Where the traps stand, the payloads that point at them, and the calls that came."""

    port: int
    secret: Path
    calls: list[str] = field(default_factory=list)

    @property
    def payloads(self) -> list[str]:
        """Every line of ``fetches.txt`` with the traps' own addresses."""
        words = {
            "{http}": f"http://127.0.0.1:{self.port}/goi",
            "{file}": self.secret.as_uri(),
            "{path}": str(self.secret),
            "{port}": str(self.port),
        }
        return [_with(line, words) for line in LINES]


def _with(line: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        line = line.replace(mark, word)
    return line


@contextmanager
def traps(folder: Path) -> Iterator[Traps]:
    """Traps that are set while the block runs."""
    calls: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_error(404)

        def log_message(self, *words: object) -> None:
            """Nothing on the screen."""

    secret = folder / "bi-mat.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield Traps(server.server_port, secret, calls)
        finally:
            server.shutdown()
            thread.join()


def faults_of(data: bytes) -> list[str]:
    """What a printed paper holds that it may not: bytes of the secret file, files beside its own
    data, anything that calls or runs."""
    with pikepdf.open(io.BytesIO(data)) as file:
        faults = [f"the file {name}" for name in file.attachments if name != DATA]
        embedded = 0
        for one in file.objects:
            if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                continue
            is_stream = isinstance(one, pikepdf.Stream)
            told = (one.stream_dict if is_stream else one).unparse(resolved=True)
            faults += [f"{key.decode()} in an object" for key in _ACTS if key in told]
            if is_stream:
                embedded += one.get("/Type") == "/EmbeddedFile"
                if SECRET.encode() in _bytes_of(one):
                    faults.append("the secret in a stream")
    if embedded > 1:
        faults.append(f"{embedded} embedded files")
    return faults + (["the secret in print"] if SECRET in text_of(data) else [])


def _bytes_of(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture
        return stream.read_raw_bytes()


def text_of(data: bytes) -> str:
    """The words on all pages."""
    file = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in file)
    finally:
        file.close()
