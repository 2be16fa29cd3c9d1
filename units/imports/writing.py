"""Writes tables: templates and exports, XLSX and CSV, from the same columns import reads."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import xlsxwriter

from units.imports.cells import guarded
from units.imports.kinds import Kind
from units.imports.xlsx_file import GUIDE_SHEET

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_OPTIONS = {
    # Rows go to disk as they are written: a table of a whole country fits too.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
Rows = Iterable[Mapping[str, Any]]


def as_csv(kind: Kind, rows: Rows) -> Iterator[str]:
    """The table line by line, UTF-8 with the mark by which Excel knows it."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([column.label for column in kind.columns])
    yield f"\ufeff{line.text}"
    for row in rows:
        writer.writerow([_csv_text(column.show(row.get(column.key))) for column in kind.columns])
        yield line.text


class _Line:
    """A file of one line: the writer fills it, the reader takes it away."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _csv_text(value: str | date) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else guarded(value)


def faults_as_csv(rows: Iterable[list[str]]) -> Iterator[str]:
    """Faults as a table to work through in a spreadsheet."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(["Dòng", "Cột", "Giá trị", "Lý do"])
    yield f"\ufeff{line.text}"
    for row in rows:
        writer.writerow([guarded(text) for text in row])
        yield line.text


def as_xlsx(kind: Kind, rows: Rows) -> bytes:
    """The table as a workbook with a second sheet that explains the columns."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        sheet = book.add_worksheet(kind.title[:31])
        words = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        days = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        _heads(book, sheet, kind, words, days)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(kind.columns):
                _write(sheet, number, place, column.show(row.get(column.key)), words, days)
        _guide(book, kind)
    return buffer.getvalue()


def _heads(book: Any, sheet: Any, kind: Kind, words: Any, days: Any) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E3EEF9"})
    for place, column in enumerate(kind.columns):
        # A whole column of text or days: a code typed below keeps its zeros.
        is_day = column.key.startswith("valid_") or column.key.endswith("_on")
        sheet.set_column(place, place, column.width, days if is_day else words)
        sheet.write_string(0, place, column.label, bold)
        if column.format.options:
            offer = {"validate": "list", "source": list(column.format.options)}
            sheet.data_validation(1, place, 5_000, place, {**offer, "error_type": "warning"})
    sheet.freeze_panes(1, 0)


def _write(sheet: Any, row: int, place: int, value: str | date, words: Any, days: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, days)
    elif value:
        sheet.write_string(row, place, guarded(value), words)


def _guide(book: Any, kind: Kind) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((22, 12, 44, 30, 60)):
        sheet.set_column(place, place, width, wrapped)
    for place, head in enumerate(("Cột", "Bắt buộc", "Cách ghi", "Ví dụ", "Lưu ý")):
        sheet.write_string(0, place, head, bold)
    for number, column in enumerate(kind.columns, start=1):
        how = column.format.words
        if column.format.options:
            how = f"{how}: {', '.join(column.format.options)}"
        texts = (column.label, "có" if column.required else "", how, column.example, column.help)
        for place, words in enumerate(texts):
            sheet.write_string(number, place, words, wrapped)
    sheet.write_string(len(kind.columns) + 2, 0, kind.help)
