"""What can be imported and exported: one row a kind; templates, export and import follow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from units.imports import formats
from units.imports.cells import Cell
from units.imports.faults import BadCell
from units.imports.formats import Format, choice, code, text
from units.models import ClusterSeat, Membership, Unit
from vietnamese.text import fold


@dataclass(frozen=True)
class Column:
    """One column: its head in both languages, how it is read, an example, what to know."""

    key: str
    label: str
    format: Format
    example: str = ""
    help: str = ""
    # The file must have the column and every row must fill it.
    required: bool = False
    # An empty cell says nothing: what is there stays.
    blank_keeps: bool = False
    also: tuple[str, ...] = ()
    width: int = 16

    def value(self, cell: Cell) -> Any:
        """The clean value; raises ``BadCell``."""
        value = self.format.read(cell)
        if self.required and value in ("", None):
            raise BadCell(f"Chưa điền “{self.label}”.")
        return value

    def show(self, value: Any) -> str | date:
        """The value as it is written into a cell; ``value`` reads it back."""
        return "" if value is None else self.format.show(value)


@dataclass(frozen=True)
class Kind:
    """A kind of table: its place in addresses, its title, its columns."""

    key: str
    slug: str
    title: str
    help: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column by its identifier."""
        return next(column for column in self.columns if column.key == key)

    def column_of_head(self, head: str) -> Column | None:
        """The column a head means: its label, its identifier or another name of it."""
        wanted = fold(head)
        for column in self.columns:
            names = (column.label, column.key, *column.also)
            if wanted and wanted in {fold(name) for name in names}:
                return column
        return None


_FROM = "Để trống nếu không rõ."
_TO = "Để trống nếu còn hiệu lực."

UNITS = Kind(
    "units",
    "don-vi",
    "Đơn vị",
    "Mỗi dòng là một đơn vị trong một khoảng thời gian. Đơn vị đổi tên, đổi loại hoặc đổi cấp trên "
    "thì có nhiều dòng cùng mã, khoảng ngày nối tiếp nhau.",
    (
        Column(
            "code",
            "Mã",
            code(20),
            "CP-QH",
            "Chữ hoa, số, gạch nối; không đổi suốt đời đơn vị.",
            True,
            also=("ma don vi",),
        ),
        Column(
            "name",
            "Tên đầy đủ",
            text(200),
            "Đoàn TNCS Hồ Chí Minh phường Quang Hanh",
            "",
            True,
            width=44,
        ),
        Column("short_name", "Tên gọi", text(120), "Đoàn phường Quang Hanh", "", True, width=30),
        Column("kind", "Loại", choice(dict(Unit.Kind.choices)), "Đoàn cấp xã", "", True, width=18),
        Column(
            "parent",
            "Trực thuộc",
            text(200),
            "TD-QN",
            "Mã (hoặc tên) của đơn vị cấp trên; có thể nằm ở dòng dưới của chính tệp này.",
            blank_keeps=True,
            also=("truc thuoc (ma)", "ma cap tren"),
        ),
        Column("valid_from", "Từ ngày", formats.DAY, "01/07/2025", _FROM, also=("tu",)),
        Column("valid_to", "Đến ngày", formats.DAY, "", _TO, also=("den",)),
        Column(
            "official_code",
            "Mã hành chính",
            formats.OFFICIAL_CODE,
            "06760",
            "Mã trong danh mục đơn vị hành chính; để cột ở dạng Văn bản cho khỏi mất số 0.",
            blank_keeps=True,
        ),
        Column("note", "Ghi chú", text(2000, one_line=False), blank_keeps=True, width=30),
    ),
)
CLUSTERS = Kind(
    "clusters",
    "cum-thi-dua",
    "Cụm thi đua",
    "Mỗi dòng là một đơn vị trong một cụm của một năm. Mỗi năm một cụm có một cụm trưởng.",
    (
        Column("code", "Mã cụm", code(20), "CUM-01", "", True),
        Column("name", "Tên cụm", text(160), "Cụm thi đua số 1", "", True, width=34),
        Column(
            "organiser", "Đơn vị tổ chức", text(200), "TD-QN", "Mã hoặc tên đơn vị lập cụm.", True
        ),
        Column(
            "year",
            "Năm",
            formats.YEAR,
            "2026",
            "Cùng với “Đơn vị”: để trống cả hai nếu cụm chưa có thành viên.",
            width=8,
        ),
        Column("unit", "Đơn vị", text(200), "CP-QH", "Mã hoặc tên đơn vị trong cụm.", width=24),
        Column(
            "duty",
            "Vai trò",
            choice({**dict(ClusterSeat.Duty.choices)}, khoi_truong="head", khoi_pho="deputy"),
            "Cụm trưởng",
            "Để trống là thành viên.",
        ),
        Column(
            "is_assumed", "Giả định", formats.YES_NO, "", "Ghi “có” nếu chưa có văn bản xác nhận."
        ),
        Column(
            "name_is_assumed",
            "Tên giả định",
            formats.YES_NO,
            "",
            "Ghi “có” nếu tên cụm chưa có nguồn.",
        ),
        Column("note", "Ghi chú", text(2000, one_line=False), blank_keeps=True, width=30),
    ),
)
OFFICERS = Kind(
    "officers",
    "can-bo",
    "Cán bộ chủ chốt",
    "Mỗi dòng là một người giữ một chức vụ từ ngày đến ngày.",
    (
        Column("unit", "Đơn vị", text(200), "CP-QH", "Mã hoặc tên đơn vị.", True, width=24),
        Column("full_name", "Họ và tên", text(120), "Nguyễn Văn Mẫu", "", True, width=26),
        Column(
            "position", "Chức vụ", text(120), "Bí thư", "Viết như in trên văn bản.", True, width=26
        ),
        Column("valid_from", "Từ ngày", formats.DAY, "01/07/2025", _FROM),
        Column("valid_to", "Đến ngày", formats.DAY, "", _TO),
        Column(
            "may_sign",
            "Được ký văn bản",
            formats.YES_NO,
            "có",
            "Ghi “có” hoặc để trống.",
            also=("duoc ky",),
        ),
    ),
)
USERS = Kind(
    "users",
    "nguoi-dung",
    "Người dùng",
    "Mỗi dòng là một vai trò của một người từ ngày đến ngày. Tài khoản mới chưa có mật khẩu: sau "
    "khi nhập, hãy in phiếu đặt mật khẩu cho từng người.",
    (
        Column(
            "username",
            "Tên đăng nhập",
            formats.USERNAME,
            "quanghanh.bt",
            "3–30 chữ thường không dấu, chữ số, dấu . _ -; không đổi được bằng cách nhập lại.",
            True,
            width=20,
        ),
        Column("full_name", "Họ và tên", text(120), "Nguyễn Văn Mẫu", "", True, width=26),
        Column(
            "email",
            "Thư điện tử",
            formats.EMAIL,
            "mau@quangninh.gov.vn",
            "Để trống thì giữ nguyên.",
            also=("email",),
            blank_keeps=True,
            width=28,
        ),
        Column("unit", "Đơn vị", text(200), "CP-QH", "Mã hoặc tên đơn vị.", True, width=24),
        Column(
            "role",
            "Vai trò",
            choice(dict(Membership.Role.choices)),
            "Cán bộ đơn vị",
            "",
            True,
            width=22,
        ),
        Column("valid_from", "Từ ngày", formats.DAY, "01/07/2025", _FROM),
        Column("valid_to", "Đến ngày", formats.DAY, "", _TO),
    ),
)
LINEAGE = Kind(
    "lineage",
    "sap-xep",
    "Nguồn gốc khi sắp xếp đơn vị",
    "Mỗi dòng nối một đơn vị cũ với một đơn vị mới. Đơn vị cũ chia cho nhiều đơn vị mới thì có "
    "nhiều dòng, phần ghi “một phần”. Hãy nhập các đơn vị cũ (đã ghi ngày kết thúc) và mới trước.",
    (
        Column(
            "old_code",
            "Mã cũ",
            text(20),
            "CP-QH-CU",
            "Mã đơn vị, hoặc mã hành chính của ngày ấy.",
            True,
        ),
        Column(
            "old_name", "Tên cũ", text(200), "Phường Quang Hanh", "Để đối chiếu với mã.", width=28
        ),
        Column(
            "old_parent",
            "Đơn vị cấp trên cũ",
            text(200),
            "CP",
            "Để đối chiếu: mã hoặc tên cấp trên của ngày ấy.",
            also=("cap tren cu",),
            width=22,
        ),
        Column(
            "new_code",
            "Mã mới",
            text(20),
            "CP-QH",
            "Mã đơn vị, hoặc mã hành chính của ngày ấy.",
            True,
        ),
        Column(
            "new_name", "Tên mới", text(200), "Phường Quang Hanh", "Để đối chiếu với mã.", width=28
        ),
        Column(
            "part", "Phần", choice({"whole": "toàn bộ", "part": "một phần"}), "toàn bộ", "", True
        ),
        Column("effective_on", "Ngày hiệu lực", formats.DAY, "01/07/2025", "", True),
        Column(
            "decision_symbol",
            "Số quyết định",
            text(60),
            "1679/NQ-UBTVQH15",
            "Các dòng cùng số và cùng ngày là một lần sắp xếp.",
            also=("quyet dinh",),
            width=22,
        ),
    ),
)

KINDS: tuple[Kind, ...] = (UNITS, LINEAGE, CLUSTERS, OFFICERS, USERS)
BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}
BY_SLUG: Mapping[str, Kind] = {kind.slug: kind for kind in KINDS}
