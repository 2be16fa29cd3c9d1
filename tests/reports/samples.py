"""Contents of papers as they are frozen: the golden ones, and those that break layouts."""

from typing import Any

OPENING = (
    "Thực hiện Kế hoạch số 12-KH/TĐTN-UBKT ngày 02/11/2020 của Ban Thường vụ Tỉnh đoàn, ngày "
    "27/11/2020, Đoàn kiểm tra của Ban Thường vụ Tỉnh đoàn đã tiến hành kiểm tra công tác Đoàn và "
    "phong trào thanh thiếu nhi năm 2020 đối với Ban Thường vụ Huyện đoàn Đầm Hà. Sau khi nghe báo "
    "cáo của đơn vị và ý kiến của các thành viên Đoàn kiểm tra, Ban Thường vụ Tỉnh đoàn thống nhất "
    "kết luận như sau:"
)
STRENGTH = (
    "- [MẪU] Ban Thường vụ đã chủ động cụ thể hóa chương trình công tác năm của Tỉnh đoàn thành kế "
    "hoạch từng tháng, từng quý, phân công ủy viên phụ trách cơ sở."
)
FAULT = (
    "- [MẪU] Việc cập nhật sổ danh sách đoàn viên, sổ chi đoàn ở một số chi đoàn chưa thường "
    "xuyên; số liệu giữa sổ sách và báo cáo có nội dung chưa thống nhất."
)
CLOSING = (
    "Trên đây là kết luận kiểm tra đối với Ban Thường vụ Huyện đoàn Đầm Hà; đề nghị đơn vị triển "
    "khai thực hiện và báo cáo kết quả về Ban Thường vụ Tỉnh đoàn trước ngày 31/12/2020./."
)
NASTY = "<b>đậm</b> <img src=file:///etc/passwd> & </style><script>x</script>"


def head(text: str, level: int = 2) -> dict[str, Any]:
    """A heading block."""
    return {"t": "h", "level": level, "text": text}


def para(text: str) -> dict[str, Any]:
    """A paragraph block."""
    return {"t": "p", "text": text}


def conclusion(**changes: Any) -> dict[str, Any]:
    """The golden notice of conclusion."""
    content: dict[str, Any] = {
        "kind": "conclusion",
        "superior_line": "",
        "issuer_lines": ["BCH ĐOÀN TỈNH QUẢNG NINH"],
        "number_line": "Số: 34-TB/TĐTN-UBKT",
        "date_line": "Quảng Ninh, ngày 30 tháng 11 năm 2020",
        "type_name": "THÔNG BÁO",
        "subject_line": "Kết luận kiểm tra công tác Đoàn năm 2020",
        "draft": False,
        "foot_note": "VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ",
        "document_code": "TB.34",
        "grounds": [],
        "blocks": [
            para(OPENING),
            head("1. Ưu điểm"),
            *[para(STRENGTH)] * 4,
            head("2. Hạn chế, khuyết điểm"),
            *[para(FAULT)] * 4,
            head("3. Yêu cầu, đề nghị"),
            *[para("- Chỉ đạo rà soát, cập nhật đầy đủ sổ danh sách đoàn viên.")] * 3,
            para(CLOSING),
        ],
        "signatures": [
            {
                "form": "TM. BAN THƯỜNG VỤ TỈNH ĐOÀN",
                "office": "PHÓ BÍ THƯ THƯỜNG TRỰC",
                "name": "Nguyễn Văn Mẫu",
            }
        ],
        "recipients": [
            "Ban Thường vụ Huyện đoàn Đầm Hà (để thực hiện)",
            "Thường trực Tỉnh đoàn (để báo cáo)",
            "Lưu UBKT, VT-LT",
        ],
        "dated": "2020-11-30",
    }
    return content | changes


def minutes(**changes: Any) -> dict[str, Any]:
    """The golden minutes: no number, three signatures, no recipients."""
    people = ("Phạm Thị Dung", "", "Lê Văn Cường")
    offices = ("GHI BIÊN BẢN", "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "CHỦ TRÌ")
    facts: dict[str, Any] = {
        "kind": "minutes",
        "superior_line": "BCH ĐOÀN TỈNH QUẢNG NINH",
        "issuer_lines": ["ĐOÀN KIỂM TRA"],
        "number_line": "",
        "type_name": "BIÊN BẢN",
        "signatures": [
            {"form": "", "office": office, "name": name}
            for office, name in zip(offices, people, strict=True)
        ],
        "recipients": [],
    }
    return conclusion(**(facts | changes))


def ending_lines_before_the_page_does(paragraphs: int) -> dict[str, Any]:
    """A body of one-line paragraphs: by their number the signature is pushed to the page's end."""
    lines = [para(f"- Nội dung thứ {n} của văn bản này.") for n in range(paragraphs)]
    return conclusion(blocks=[para(OPENING), *lines, para(CLOSING)])


TABLE = {
    "t": "table",
    "columns": [
        {"title": "TT", "width_mm": 12},
        {"title": "Nội dung", "width_mm": 108},
        {"title": "Kết quả", "width_mm": 40},
    ],
    "rows": [[str(n), "Chỉ tiêu giao đầu năm, kết quả thực hiện", "Đạt"] for n in range(1, 41)],
}


def rich(**changes: Any) -> dict[str, Any]:
    """Everything a page can hold at once: marks, lists, a table, annexes, both sides printed."""
    below = [{"text": "Trước ngày 15.", "i": True}]
    items = [
        {"runs": [{"text": "Rà soát "}, {"text": "toàn bộ", "b": True}, {"text": " sổ."}]},
        {
            "runs": [{"text": "Báo cáo."}],
            "items": [{"runs": below}],
        },
    ]
    annex = {
        "title": "PHỤ LỤC I",
        "subject_line": "Lịch kiểm tra",
        "note": "(Kèm theo Thông báo số 34-TB/TĐTN-UBKT ngày 30 tháng 11 năm 2020)",
        "blocks": [head("I. LỊCH", 1), TABLE, para("Ghi chú: lịch có thể thay đổi.")],
    }
    return conclusion(
        **{
            "draft": True,
            "draft_no": 2,
            "secrecy": "MẬT",
            "urgency": "HỎA TỐC",
            "duplex": True,
            "check": {"code": "7K2M-Q9XD-4TP", "url": "HTTPS://QUANGNINH.EXAMPLE/V/7K2MQ9XD4TP"},
            "blocks": [
                para(OPENING),
                head("QUYẾT ĐỊNH", 4),
                head("I. NỘI DUNG", 1),
                {"t": "list", "ordered": False, "items": items},
                head("1. Việc phải làm", 2),
                {"t": "list", "ordered": True, "items": items},
                head("1.1. Ai làm", 3),
                {"t": "p", "runs": [{"text": "Ở giữa", "i": True}], "align": "center"},
                *[para(STRENGTH)] * 8,
                para(CLOSING),
            ],
            "annexes": [annex, annex | {"title": "PHỤ LỤC II", "note": ""}],
        }
        | changes
    )


def letter(**changes: Any) -> dict[str, Any]:
    """A letter: no name of its kind, *V/v* under its number, *Kính gửi* to two."""
    facts: dict[str, Any] = {
        "layout": "letter",
        "type_name": "CÔNG VĂN",
        "subject_line": '"V/v báo cáo kết quả khắc phục hạn chế sau kiểm tra"',
        "addressees": ["Ban Thường vụ Huyện đoàn Đầm Hà", "Ban Thường vụ Thành đoàn Cẩm Phả"],
    }
    return conclusion(**(facts | changes))


def item(text: str, *below: dict[str, Any]) -> dict[str, Any]:
    """An item of a list, with those below it."""
    return {"runs": [{"text": text}], "items": list(below)}


def listing(*items: dict[str, Any], ordered: bool = False) -> dict[str, Any]:
    """A block that lists."""
    return {"t": "list", "ordered": ordered, "items": list(items)}


LONG_ITEM = (
    "Rà soát sổ danh sách đoàn viên, sổ chi đoàn, sổ thu nộp đoàn phí của từng chi đoàn. " * 3
)
NESTED = (
    item(LONG_ITEM, item("Trước ngày 15.\nBáo cáo ngay.", item("Bậc ba.")), item("Sau ngày 15.")),
    *[item(f"Việc thứ {n} của danh sách này.") for n in range(2, 13)],
)
NOTE = "(1) Số liệu đến hết ngày 25/11/2020, theo báo cáo của đơn vị."
NOTED = TABLE | {"rows": [["1", "Tỷ lệ chi đoàn có sổ (1)\nTheo từng chi đoàn", "Đạt"]] * 3}
CASES = {
    "golden": conclusion(),
    "draft": conclusion(
        draft=True,
        number_line="Số:        -TB/TĐTN-UBKT",
        date_line="Quảng Ninh, ngày 09 tháng 02 năm 2026",
    ),
    "minutes": minutes(),
    "by the team": conclusion(
        superior_line="BCH ĐOÀN TỈNH QUẢNG NINH",
        issuer_lines=["ĐOÀN KIỂM TRA"],
        number_line="Số: 01-TB/ĐKT",
        signatures=[{"form": "TM. ĐOÀN KIỂM TRA", "office": "TRƯỞNG ĐOÀN", "name": "Lê Văn Cường"}],
    ),
    "two-line subject": conclusion(
        subject_line="Kết luận kiểm tra công tác Đoàn và phong trào thanh thiếu nhi năm 2020 đối "
        "với Ban Thường vụ Huyện đoàn Đầm Hà"
    ),
    "three-line subject": conclusion(
        subject_line="Kết luận kiểm tra công tác Đoàn và phong trào thanh thiếu nhi, việc thực "
        "hiện Điều lệ Đoàn và Chương trình rèn luyện đoàn viên năm 2020 đối với Ban Thường vụ "
        "Đoàn TNCS Hồ Chí Minh Khối các cơ quan tỉnh Quảng Ninh"
    ),
    "long issuer": conclusion(issuer_lines=["BAN CHẤP HÀNH ĐOÀN KHỐI CÁC CƠ QUAN TỈNH QUẢNG NINH"]),
    "thirty recipients": conclusion(
        recipients=[f"Đoàn TNCS Hồ Chí Minh đơn vị thứ {n}" for n in range(30)]
    ),
    "long table": conclusion(blocks=[para(OPENING), TABLE, para(CLOSING)]),
    "markup everywhere": conclusion(
        subject_line=NASTY,
        blocks=[para(NASTY), head(NASTY), para(CLOSING)],
        recipients=[NASTY],
    ),
    "twenty thousand signs": conclusion(blocks=[para("đoàn viên " * 2000), para(CLOSING)]),
    "unbroken word": conclusion(blocks=[para(OPENING), para("ẫ" * 300), para(CLOSING)]),
    "everything": rich(),
    "issued on both sides": rich(draft=False, urgency=""),
    "letter": letter(),
    "letter to one": letter(addressees=["Ban Thường vụ Huyện đoàn Đầm Hà"], secrecy="MẬT"),
    "bulleted list": conclusion(blocks=[para(OPENING), listing(*NESTED), para(CLOSING)]),
    "numbered list": conclusion(
        blocks=[para(OPENING), listing(*NESTED, ordered=True), para(CLOSING)]
    ),
    "urgent and secret": conclusion(secrecy="MẬT", urgency="THƯỢNG KHẨN"),
    "note below a table": conclusion(
        blocks=[para(OPENING), NOTED, para(NOTE), *[para(FAULT)] * 4, para(CLOSING)]
    ),
}


# Bodies that end at every place of a page.
SWEEP = {f"{n} one-line paragraphs": ending_lines_before_the_page_does(n) for n in range(14, 34, 2)}


def with_text_everywhere(text: str) -> dict[str, Any]:
    """The text in every field a person's words can reach."""
    runs = [{"text": text, "b": True}]
    return rich(
        issuer_lines=[text],
        superior_line=text,
        type_name=text,
        subject_line=text,
        addressees=[text, text],
        foot_note=text,
        blocks=[
            para(text),
            head(text),
            {"t": "list", "ordered": True, "items": [{"runs": runs}]},
            TABLE | {"columns": [{"title": text, "width_mm": 160}], "rows": [[text]]},
            {"t": "photo", "photo": 1, "sha256": "0", "caption": text}
            | {"width_mm": 10, "height_mm": 10},
        ],
        annexes=[{"title": text, "subject_line": text, "note": text, "blocks": [para(text)]}],
        signatures=[{"form": text, "office": text, "name": text}],
        recipients=[text],
    )
