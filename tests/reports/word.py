"""Word files of papers as other programs see them: printed by LibreOffice, read word by word."""

import io
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from reports.docx.sheet import LIST_ITEM
from reports.faces import FONTS

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>Times New Roman</family>
    <prefer><family>Liberation Serif</family></prefer></alias>
</fontconfig>
"""


def printed_by_libreoffice(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """PDF of each Word file; all in one start of LibreOffice, with the bundled faces alone.

    Fails when LibreOffice is not installed: a check that cannot run is no check.
    """
    conf = folder / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=FONTS, cache=folder / "cache"))
    names = {f"{order:03d}": name for order, name in enumerate(files)}
    for short, name in names.items():
        (folder / f"{short}.docx").write_bytes(files[name])
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / f"{short}.docx") for short in names),
        ],
        check=True,
        timeout=300,
        capture_output=True,
        env={**os.environ, "FONTCONFIG_FILE": str(conf), "HOME": str(folder)},
    )
    return {name: (folder / f"{short}.pdf").read_bytes() for short, name in names.items()}


def words_of(data: bytes) -> list[str]:
    """Every word of the body in its order, without the signs that begin items of a list."""
    file = docx.Document(io.BytesIO(data))
    return [word for text in _texts(file) for word in text.split()]


def _texts(parent: Any) -> Iterator[str]:
    for part in parent.iter_inner_content():
        if isinstance(part, Paragraph):
            is_item = part.style is not None and part.style.name == LIST_ITEM
            yield part.text.partition(" ")[2] if is_item else part.text
        elif isinstance(part, Table):
            for row in part._tbl.tr_lst:
                for cell in row.tc_lst:
                    yield from _texts(_Cell(cell, part))
