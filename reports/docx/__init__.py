"""Content → DOCX: the twin of the PDF, for editing and exchange; the PDF is the record.

From the same content and nothing else, so that the two forms cannot say different things. Equal
content gives equal bytes. There is no macro, no field but the page number, no address of anything.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from docx import Document as new_file
from docx.document import Document as File

from reports.docx import body, ending, head, news, sheet
from reports.docx.marks import typed
from reports.layout import laid_out

# Of a draft without a day: a file must not differ from one second to the next.
NO_DAY = "2000-01-01"
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)


def render(content: Mapping[str, Any], photos: Mapping[str, bytes] | None = None) -> bytes:
    """DOCX of a paper's content.

    ``photos`` are the JPEGs of the content's photo blocks by their ``sha256``; of a photo that is
    not among them only the caption is there.
    """
    paper, file = laid_out(content), new_file()
    sheet.prepare(file, paper)
    head.add(file, paper)
    body.add_blocks(file, paper["blocks"], photos or {})
    ending.add(file, paper)
    for annex in paper["annexes"]:
        sheet.begin_annex(file, paper)
        head.add_annex_title(file, annex)
        body.add_blocks(file, annex["blocks"], photos or {})
    author = ", ".join(paper["issuer_lines"])
    return _packed(file, title=paper["title"], author=author, dated=paper["dated"])


def render_news(title: str, body: str, *, dated: str) -> bytes:
    """DOCX of a news text: no official form, a line a paragraph. ``dated`` is an ISO date."""
    return _packed(news.draw(title, body), title=title, author="", dated=dated)


def _packed(file: File, *, title: str, author: str, dated: str) -> bytes:
    """The file's bytes with what it says of itself; the same for the same file."""
    day = datetime.fromisoformat(dated or NO_DAY).replace(tzinfo=UTC)
    about = file.core_properties
    about.title, about.author = typed(title)[:255], typed(author)[:255]
    about.language = "vi-VN"
    about.comments = about.last_modified_by = about.keywords = ""
    about.created = about.modified = day
    about.revision = 1
    # An archive notes the minute each part was put in.
    loose, tight = io.BytesIO(), io.BytesIO()
    file.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(tight, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return tight.getvalue()
