"""What a unit is asked to report on each topic: an outline must prompt for each content, or the
reports that come back cannot be compared."""

from collections.abc import Iterable

from inspections.models import Round
from reports import rich_text
from reports.contents.draft import Words
from vietnamese.text import fold

# Words of a topic, folded → what is asked. The first that fits is taken.
_ASKED: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("doan phi", "quy doan", "kinh phi"),
        (
            "Số đoàn viên phải nộp, đã nộp đoàn phí; số thu, số trích nộp cấp trên, số để lại.",
            "Việc mở sổ thu, nộp đoàn phí; công khai thu, chi; quản lý các quỹ của Đoàn.",
        ),
    ),
    (
        ("dieu le",),
        (
            "Việc quán triệt Điều lệ Đoàn, Hướng dẫn thực hiện Điều lệ Đoàn đến cán bộ, đoàn viên.",
            "Chế độ sinh hoạt chi đoàn, hội họp của Ban Chấp hành, Ban Thường vụ; số kỳ sinh hoạt, "
            "tỷ lệ đoàn viên tham gia.",
            "Công tác kết nạp đoàn viên, chuyển sinh hoạt, trưởng thành Đoàn; số liệu từng loại.",
            "Việc lập, cập nhật sổ đoàn viên, sổ chi đoàn và các loại sổ nghiệp vụ.",
        ),
    ),
    (
        ("ren luyen doan vien",),
        (
            "Số chi đoàn, số đoàn viên đăng ký và được đánh giá theo Chương trình rèn luyện đoàn "
            "viên; tỷ lệ.",
            "Cách thức đăng ký, theo dõi, nhận xét, đánh giá; kết quả phân loại đoàn viên.",
        ),
    ),
    (
        ("bo tieu chi", "tieu chi"),
        (
            "Tiến độ thực hiện từng nhóm tiêu chí; số tiêu chí đạt, chưa đạt, lý do chưa đạt.",
            "Hồ sơ minh chứng của từng tiêu chí.",
        ),
    ),
    (
        ("chu de", "chuong trinh cong tac"),
        (
            "Việc cụ thể hóa chương trình công tác năm của cấp trên: văn bản đã ban hành (số, "
            "ngày), phân công thực hiện.",
            "Kết quả thực hiện từng chỉ tiêu được giao: chỉ tiêu giao, kết quả đạt, tỷ lệ phần "
            "trăm.",
            "Công trình, phần việc thanh niên; mô hình, cách làm hay cần nhân rộng.",
        ),
    ),
    (
        ("kiem tra, giam sat", "cong tac kiem tra", "ky luat"),
        (
            "Chương trình kiểm tra, giám sát của đơn vị; số cuộc đã tiến hành, số tổ chức, đoàn "
            "viên được kiểm tra.",
            "Việc thực hiện kết luận của các lần kiểm tra trước.",
        ),
    ),
    (
        ("to chuc", "can bo", "bo may"),
        (
            "Số tổ chức cơ sở Đoàn, chi đoàn, cán bộ, đoàn viên; so với cùng kỳ năm trước.",
            "Việc kiện toàn Ban Chấp hành, Ban Thường vụ, Ủy ban Kiểm tra các cấp; quy hoạch, đào "
            "tạo, bồi dưỡng cán bộ Đoàn.",
        ),
    ),
)
_ALWAYS = (
    "Văn bản chỉ đạo, triển khai của đơn vị (ghi số, ký hiệu, ngày ban hành).",
    "Kết quả thực hiện, có số liệu so với chỉ tiêu được giao và cùng kỳ năm trước.",
)


def of_topic(title: str) -> Iterable[str]:
    """What is asked on a topic of this title."""
    words = fold(title)
    fitting = next((asked for keys, asked in _ASKED if any(key in words for key in keys)), ())
    return (*(fitting or _ALWAYS), "Hạn chế, khó khăn, nguyên nhân; minh chứng kèm theo.")


def content(draft: Words, round_: Round) -> str:
    """Every topic with what is asked on it; a mark where the round has neither topic nor
    content."""
    general = [line for line in round_.general_content.split("\n") if line.strip()]
    topics = list(round_.topics.all())
    if not general and not topics:
        page = f"inspections:edit_topics#{round_.pk}"
        return rich_text.paragraphs(draft.gap("nội dung, chuyên đề kiểm tra", page))
    parts = [rich_text.heading("1. Khái quát tình hình đơn vị"), rich_text.paragraphs(_UNIT)]
    first = 2
    if general:
        parts += [rich_text.heading("2. Nội dung chung"), rich_text.paragraphs(general)]
        parts.append(rich_text.paragraphs(f"- {line}" for line in _ALWAYS))
        first = 3
    for n, topic in enumerate(topics, first):
        parts.append(rich_text.heading(f"{n}. {topic.title}"))
        parts.append(rich_text.paragraphs(f"- {line}" for line in of_topic(topic.title)))
    return "".join(parts)


_UNIT = (
    "- Tổ chức, cán bộ: số cơ sở Đoàn, chi đoàn, đoàn viên, thanh niên; cán bộ chuyên trách.",
    "- Thuận lợi, khó khăn tác động đến công tác Đoàn trong thời gian được kiểm tra.",
)
OWN_VIEW = (
    ("1. Ưu điểm", ("- Kết quả nổi bật; mô hình, cách làm hay, kinh nghiệm rút ra.",)),
    (
        "2. Hạn chế, khuyết điểm và nguyên nhân",
        (
            "- Hạn chế, khuyết điểm trong từng nội dung.",
            "- Nguyên nhân khách quan, chủ quan; trách nhiệm của tập thể, cá nhân; biện pháp và "
            "thời gian khắc phục.",
        ),
    ),
    ("3. Kiến nghị, đề xuất", ("- Đối với Đoàn cấp trên; đối với cấp ủy, chính quyền.",)),
)


def own_view() -> str:
    """The unit's view of itself and what it asks for."""
    return "".join(
        rich_text.heading(title) + rich_text.paragraphs(lines) for title, lines in OWN_VIEW
    )
