"""Files that must be refused: each with the place and the reason, quickly and in little memory."""

import io
import random
import tracemalloc
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.units.imports.files import (
    csv_bytes,
    faults_of,
    reasons,
    repacked,
    xlsx_bytes,
)
from units.imports.faults import TableRefused
from units.imports.kinds import CLUSTERS, OFFICERS, UNITS
from units.imports.tables import MOST_ROWS, read_table

HEADS = ["Đơn vị", "Họ và tên", "Chức vụ"]
LINE = "Đơn vị,Họ và tên,Chức vụ"
GOOD = ["DH", "Nguyễn Văn Mẫu", "Bí thư"]


def sheet_of(rows: str, end: str = "") -> bytes:
    """A sheet's XML, for what no spreadsheet would write."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{end}</worksheet>'.encode()


# What is no table at all


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"", "Tệp rỗng"),
        ("a.csv", b"", "Tệp rỗng"),
        ("a.csv", b"\n\n  \n", "không có dòng nào"),
        ("a.csv", LINE.encode(), "chỉ có dòng tiêu đề"),
        ("a.xlsx", b"Ma,Ten", "không phải tệp Excel"),
        ("a.xlsx", b"PK\x03\x04 cut off", "hỏng hoặc chưa tải lên hết"),
        ("a.csv", b"PK\x03\x04 zip", "không phải tệp CSV"),
        ("a.csv", b"%PDF-1.7", "không phải tệp CSV"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "Excel cũ"),
        ("a.xlsm", b"PK\x03\x04", "macro"),
        ("a.xlsb", b"PK\x03\x04", ".xlsb"),
        ("a.pdf", b"%PDF-1.7", "Chỉ nhận tệp .xlsx"),
        ("a", b"x", "Chỉ nhận tệp .xlsx"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_with_what_to_do(
    name: str, content: bytes, reason: str
) -> None:
    assert reason in reasons(content, name, OFFICERS)


def test_a_file_over_15_megabytes_is_not_read() -> None:
    assert "15 MB" in reasons(b"x" * (15 * 1024 * 1024 + 1), "a.csv", OFFICERS)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.txt", "a")
    assert "không phải bảng tính" in reasons(buffer.getvalue(), "a.xlsx", OFFICERS)


# Codings


@pytest.mark.parametrize("coding", ["windows-1258", "cp1252", "latin-1"])
def test_a_csv_in_an_old_coding_is_refused_with_how_to_save_it(coding: str) -> None:
    content = "Đơn vị,Họ và tên,Chức vụ\nDH,Nguyễn Văn Mẫu,Bí thư".encode(coding, "replace")
    assert "CSV UTF-8" in reasons(content, "a.csv", OFFICERS)


def test_bytes_of_tcvn3_and_vni_are_refused() -> None:
    tcvn3 = "M·,Tªn\nDH,NguyÔn V¨n MÉu".encode("latin-1")
    vni = "Maõ,Teân\nDH,Nguyeãn Vaên Maãu".encode("latin-1")
    for content in (tcvn3, vni):
        assert "CSV UTF-8" in reasons(content, "a.csv", OFFICERS)


@pytest.mark.parametrize("name", ["NguyÔn V¨n MÉu", "Nguyeãn Vaên Ñöùc", "§oµn Thanh niªn"])
def test_old_fonts_inside_a_workbook_are_named(name: str) -> None:
    content = xlsx_bytes([HEADS, ["DH", name, "Bí thư"]])
    (fault,) = faults_of(content, "a.xlsx", OFFICERS)
    assert (fault.row, fault.column, fault.value) == (2, "Họ và tên", name)
    assert "Unicode" in fault.reason


def test_letters_lost_in_saving_are_named() -> None:
    content = csv_bytes(LINE, "DH,Nguy\ufffdn,Bí thư")
    assert "mất dấu" in reasons(content, "a.csv", OFFICERS)


def test_zero_bytes_and_control_characters_are_refused() -> None:
    assert "NUL" in reasons(csv_bytes(LINE, "DH,A\0B,Bí thư"), "a.csv", OFFICERS)
    (fault,) = faults_of(csv_bytes(LINE, "DH,A\x07B,Bí thư"), "a.csv", OFFICERS)
    assert (fault.row, fault.column) == (2, "Họ và tên")
    assert "ký tự điều khiển" in fault.reason


@pytest.mark.parametrize(
    ("coding", "mark"), [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-be", "\ufeff")]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_unicode_is_read_whatever_splits_the_cells(coding: str, mark: str, delimiter: str) -> None:
    lines = [LINE, '"DH","Nguyễn; Văn, Mẫu","Bí thư"'.replace('","', f'"{delimiter}"')]
    lines[0] = lines[0].replace(",", delimiter)
    content = (mark + "\r\n".join(lines)).encode(coding)
    (record,) = read_table(content, "a.CSV", OFFICERS).records
    assert record.values["full_name"] == "Nguyễn; Văn, Mẫu"


def test_the_line_by_which_excel_names_the_delimiter_is_no_row() -> None:
    (record,) = read_table(
        csv_bytes("sep=;", LINE.replace(",", ";"), "DH;A;B"), "a.csv", OFFICERS
    ).records
    assert record.values == {"unit": "DH", "full_name": "A", "position": "B"}


def test_letters_typed_in_parts_become_one_spelling() -> None:
    decomposed = "Nguye\u0302\u0303n Va\u0306n Ma\u0302\u0303u"
    (record,) = read_table(csv_bytes(LINE, f"DH,{decomposed},Bí thư"), "a.csv", OFFICERS).records
    assert record.values["full_name"] == "Nguyễn Văn Mẫu"


# Broken CSV


def test_a_quote_that_is_never_closed_is_refused_at_its_row() -> None:
    (fault,) = faults_of(csv_bytes(LINE, 'DH,"A,B', "CP,C,D"), "a.csv", OFFICERS)
    assert fault.row == 2
    assert "ngoặc kép" in fault.reason


def test_a_row_with_more_cells_than_heads_is_a_fault() -> None:
    (fault,) = faults_of(csv_bytes(LINE, "DH,A,B,C"), "a.csv", OFFICERS)
    assert (fault.row, fault.value) == (2, "C")


# Heads


def test_a_missing_column_is_named_with_the_template() -> None:
    (fault,) = faults_of(csv_bytes("Đơn vị,Chức vụ", "DH,Bí thư"), "a.csv", OFFICERS)
    assert fault.column == "Họ và tên"
    assert "Thiếu cột “Họ và tên”" in fault.reason
    assert "Cán bộ chủ chốt" in fault.reason


def test_a_column_given_twice_is_refused() -> None:
    content = csv_bytes(f"{LINE},Ho va ten", "DH,A,B,C")
    assert "hai lần" in reasons(content, "a.csv", OFFICERS)


def test_a_column_that_means_nothing_is_said_and_not_read() -> None:
    read = read_table(csv_bytes(f"{LINE},Zalo", "DH,A,B,0912"), "a.csv", OFFICERS)
    assert "“Zalo”" in read.warnings[0]
    assert read.faults == []


def test_heads_are_known_without_marks_and_by_their_english_names() -> None:
    read = read_table(csv_bytes("DON VI,full_name,chức  vụ", "DH,A,B"), "a.csv", OFFICERS)
    assert set(read.records[0].values) == {"unit", "full_name", "position"}


# Workbooks


def test_merged_cells_are_refused_each_with_its_place() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("B5:C5")

    faults = faults_of(xlsx_bytes([HEADS, GOOD, GOOD], merge), "a.xlsx", OFFICERS)
    assert [(fault.row, fault.column) for fault in faults] == [(2, "A2:A3"), (5, "B5:C5")]


def test_formulas_are_refused_each_with_its_cell() -> None:
    content = xlsx_bytes([HEADS, GOOD, ["=A2", "B", "C"], ["DH", "B", '=HYPERLINK("x")']])
    faults = faults_of(content, "a.xlsx", OFFICERS)
    assert [(fault.row, fault.column) for fault in faults] == [(3, "A3"), (4, "C4")]
    assert "Ô A3 có công thức" in faults[0].reason


def test_a_cell_that_reports_an_error_is_refused() -> None:
    content = xlsx_bytes([HEADS, ["DH", "#N/A", "C"]])
    assert "Ô B2 đang báo lỗi #N/A" in reasons(content, "a.xlsx", OFFICERS)


def test_hidden_sheets_are_not_read_and_it_is_said() -> None:
    def hide(book: Any) -> None:
        first = book.create_sheet("Cũ", 0)
        first.append(["khác"])
        first.sheet_state = "hidden"
        book.create_sheet("Nháp").append(["x"])
        book["Sheet"].row_dimensions[2].hidden = True

    read = read_table(xlsx_bytes([HEADS, GOOD], hide), "a.xlsx", OFFICERS)
    assert len(read.records) == 1
    said = " ".join(read.warnings)
    assert "“Cũ”" in said
    assert "“Nháp”" in said
    assert "1 dòng đang ẩn" in said


def test_macros_are_refused_even_under_a_harmless_name() -> None:
    content = repacked(xlsx_bytes([HEADS, GOOD]), {"xl/vbaProject.bin": b"x"})
    assert "macro" in reasons(content, "a.xlsx", OFFICERS)


def test_a_password_is_named() -> None:
    content = bytearray(xlsx_bytes([HEADS, GOOD]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + offset] |= 1
    assert "mật khẩu" in reasons(bytes(content), "a.xlsx", OFFICERS)


# Bombs


def test_fifty_thousand_rows_are_refused_quickly_and_in_little_memory() -> None:
    rows = "".join(f'<row><c t="inlineStr"><is><t>A{n}</t></is></c></row>' for n in range(50_000))
    content = repacked(xlsx_bytes([HEADS]), {"xl/worksheets/sheet1.xml": sheet_of(rows)})
    tracemalloc.start()
    try:
        said = reasons(content, "a.xlsx", OFFICERS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "quá 5.000 dòng" in said
    assert peak < 8 * 1024 * 1024


def test_fifty_thousand_lines_of_csv_are_refused() -> None:
    assert "quá 5.000 dòng" in reasons(csv_bytes(LINE, *["DH,A,B"] * 50_000), "a.csv", OFFICERS)


def test_as_many_rows_as_allowed_are_read() -> None:
    csv = csv_bytes(LINE, *["DH,A,B"] * MOST_ROWS)
    assert len(read_table(csv, "a.csv", OFFICERS).records) == MOST_ROWS
    xlsx = xlsx_bytes([HEADS, *[GOOD] * MOST_ROWS])
    assert len(read_table(xlsx, "a.xlsx", OFFICERS).records) == MOST_ROWS
    one_more = xlsx_bytes([HEADS, *[GOOD] * (MOST_ROWS + 1)])
    assert "quá 5.000 dòng" in reasons(one_more, "a.xlsx", OFFICERS)


def test_a_row_of_a_million_cells_is_refused_in_little_memory() -> None:
    part = sheet_of(f"<row>{'<c/>' * 1_000_000}</row>")
    content = repacked(xlsx_bytes([HEADS]), {"xl/worksheets/sheet1.xml": part})
    assert "bất thường" in reasons(content, "a.xlsx", OFFICERS)
    wide = repacked(
        xlsx_bytes([HEADS]), {"xl/worksheets/sheet1.xml": sheet_of(f"<row>{'<c/>' * 99}</row>")}
    )
    assert "Dòng 1 có quá 60 ô" in reasons(wide, "a.xlsx", OFFICERS)


def test_a_cell_far_below_the_table_is_refused() -> None:
    rows = '<row r="1"><c r="A1"/></row><row r="900000"><c r="A900000"/></row>'
    content = repacked(xlsx_bytes([HEADS]), {"xl/worksheets/sheet1.xml": sheet_of(rows)})
    assert "900000" in reasons(content, "a.xlsx", OFFICERS)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/media/a.bin": b"0" * (30 * 1024 * 1024)}, "bất thường"),
        ({f"x/{n}": b"" for n in range(2_001)}, "2000 phần"),
        ({"xl/styles.xml": random.Random(1).randbytes(9_000_000)}, "lớn bất thường"),
    ],
)
def test_bombs_are_refused_before_they_are_unpacked(parts: dict[str, bytes], reason: str) -> None:
    assert reason in reasons(repacked(xlsx_bytes([HEADS]), parts), "a.xlsx", OFFICERS)


def test_more_than_150_megabytes_unpacked_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = repacked(xlsx_bytes([HEADS]), {"xl/media/a.bin": b"0" * 2_000})
    monkeypatch.setattr("units.imports.archive.MOST_UNPACKED", 1_000)
    assert "150 MB" in reasons(content, "a.xlsx", OFFICERS)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "words",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_never_resolved(part: str, words: str) -> None:
    content = xlsx_bytes([HEADS, GOOD])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        whole = book.read(part).decode()
    poisoned = f"{words}{whole.split('?>')[-1]}".encode()
    assert "không an toàn" in reasons(repacked(content, {part: poisoned}), "a.xlsx", OFFICERS)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("xl/workbook.xml", b"<broken"),
        ("xl/worksheets/sheet1.xml", b"<broken"),
        ("xl/worksheets/sheet1.xml", sheet_of('<row r="x"><c r="A1"><v>1</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet_of('<row><c r="A1" t="s"><v>99</v></c></row>')),
        ("[Content_Types].xml", b"<Types/>"),
    ],
)
def test_a_broken_workbook_is_refused_in_words(part: str, words: bytes) -> None:
    with pytest.raises(TableRefused):
        read_table(repacked(xlsx_bytes([HEADS, GOOD]), {part: words}), "a.xlsx", OFFICERS)


# Cells

UNIT_HEADS = ["Mã", "Tên đầy đủ", "Tên gọi", "Loại", "Từ ngày", "Mã hành chính"]


def unit_row(day: Any = "", code: Any = "") -> list[Any]:
    return ["CP-01", "Đoàn phường Mẫu", "Phường Mẫu", "Đoàn cấp xã", day, code]


@pytest.mark.parametrize(
    "typed", [date(2025, 7, 1), "1.7.2025", "01/07/2025", "1/7/2025", "2025-07-01"]
)
def test_days_are_read_from_date_cells_and_from_text(typed: Any) -> None:
    content = xlsx_bytes([UNIT_HEADS, unit_row(typed)])
    assert read_table(content, "a.xlsx", UNITS).records[0].values["valid_from"] == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31/02/2025", "không có thật"),
        ("11/27/2020", "tháng trước ngày"),
        ("1/7/25", "Không đọc được ngày"),
        ("hôm qua", "Không đọc được ngày"),
        (45839, "Ô là số 45839"),
        ("01/07/0225", "Năm không hợp lý"),
    ],
)
def test_what_is_no_day_is_said_so(typed: Any, reason: str) -> None:
    (fault,) = faults_of(xlsx_bytes([UNIT_HEADS, unit_row(typed)]), "a.xlsx", UNITS)
    assert (fault.row, fault.column) == (2, "Từ ngày")
    assert reason in fault.reason


@pytest.mark.parametrize("typed", [6652, "6652"])
def test_a_code_that_lost_its_zero_is_named_with_the_whole_one(typed: Any) -> None:
    (fault,) = faults_of(xlsx_bytes([UNIT_HEADS, unit_row("", typed)]), "a.xlsx", UNITS)
    assert fault.column == "Mã hành chính"
    assert "“06652”" in fault.reason
    assert "Văn bản" in fault.reason


def test_every_bad_cell_is_told_at_once() -> None:
    rows = [unit_row("x", "1234"), ["", "", "", "Đoàn", "", ""]]
    faults = faults_of(xlsx_bytes([UNIT_HEADS, *rows]), "a.xlsx", UNITS)
    assert [(fault.row, fault.column) for fault in faults] == [
        (2, "Từ ngày"),
        (2, "Mã hành chính"),
        (3, "Mã"),
        (3, "Tên đầy đủ"),
        (3, "Tên gọi"),
        (3, "Loại"),
    ]
    assert "Đoàn cấp xã" in faults[-1].reason


@pytest.mark.parametrize(
    ("column", "typed", "reason"),
    [
        ("Mã cụm", "CỤM/1", "chữ không dấu"),
        ("Năm", "26", "bốn chữ số"),
        ("Giả định", "chắc", "“có”"),
        ("Vai trò", "Trùm", "Cụm trưởng"),
        ("Tên cụm", "a" * 161, "tối đa 160"),
        ("Tên cụm", "a\nb", "một dòng"),
        ("Tên cụm", "x" * 5_001, "5000 ký tự"),
    ],
)
def test_a_bad_value_is_told_by_its_column(column: str, typed: str, reason: str) -> None:
    good = {"Mã cụm": "C1", "Tên cụm": "Cụm 1", "Đơn vị tổ chức": "TD-QN", column: typed}
    (fault,) = faults_of(xlsx_bytes([list(good), list(good.values())]), "a.xlsx", CLUSTERS)
    assert (fault.row, fault.column) == (2, column)
    assert reason in fault.reason
