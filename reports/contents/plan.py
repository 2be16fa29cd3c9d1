"""Kế hoạch kiểm tra: sections of the Party's plan, the schedule and the outline as annexes."""

from typing import Any

from inspections.models import Round, Visit
from reports import rich_text
from reports.contents import grounds, outline, page, people, prompts, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer

# Office practice: an editable default.
REPORT_DAYS = 5
PURPOSE = (
    "- Đánh giá đúng thực chất kết quả thực hiện các nội dung được kiểm tra; kịp thời phát hiện, "
    "biểu dương, nhân rộng mô hình, cách làm hay.",
    "- Chỉ ra hạn chế, khuyết điểm, nguyên nhân; hướng dẫn, yêu cầu đơn vị khắc phục; tiếp nhận, "
    "trả lời kiến nghị, đề xuất của đơn vị.",
)
DEMANDS = (
    "- Việc kiểm tra bảo đảm khách quan, dân chủ, đúng nguyên tắc, quy trình; tránh hình thức, "
    "không làm ảnh hưởng đến hoạt động bình thường của đơn vị.",
    "- Đơn vị được kiểm tra báo cáo trung thực, cung cấp đầy đủ hồ sơ, tài liệu; bố trí thành phần "
    "làm việc theo yêu cầu của Đoàn kiểm tra.",
)
DUTIES = (
    "- Yêu cầu đơn vị báo cáo, cung cấp hồ sơ, tài liệu, chứng từ liên quan đến nội dung kiểm tra; "
    "dự các buổi sinh hoạt, hội họp của đơn vị khi cần thiết.",
    "- Làm việc với tổ chức, cá nhân có liên quan để thẩm tra, xác minh; lập biên bản làm việc.",
    "- Báo cáo kết quả kiểm tra, đề xuất kết luận; chịu trách nhiệm về tính trung thực, khách quan "
    "của kết quả kiểm tra.",
)


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the plan from the round, its teams, topics and visits."""
    round_, issuer = subject.owner, subject.issuer
    draft = Words()
    draft.opening = _opening(draft, subject)
    aims = _under("1. Mục đích", PURPOSE) + _under("2. Yêu cầu", DEMANDS)
    draft.section("purpose", "I. MỤC ĐÍCH, YÊU CẦU", aims, required=True)
    draft.section("content", "II. NỘI DUNG", _content(draft, subject), required=True)
    draft.section("carrying_out", "III. TỔ CHỨC THỰC HIỆN", _carrying_out(issuer), required=True)
    draft.closing = (
        f"Trên đây là Kế hoạch {words.lower_first(round_.title)}; đề nghị Đoàn kiểm tra, các đơn "
        "vị được kiểm tra nghiêm túc triển khai thực hiện./."
    )
    schedule = timetable.table(draft, round_) + rich_text.paragraphs(timetable_note())
    draft.annex("schedule", "PHỤ LỤC 1", "Lịch kiểm tra", schedule)
    draft.annex("outline", "PHỤ LỤC 2", "Đề cương báo cáo", _outline(draft, round_))
    return {
        "subject_line": round_.title,
        "recipients": words.recipients("Các đơn vị được kiểm tra (để thực hiện)", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the plan with its two annexes."""
    return page.whole(document, number=number, is_draft=is_draft, level=1)


def timetable_note() -> str:
    """That a schedule may change, said with the schedule."""
    return (
        "Lịch kiểm tra có thể được điều chỉnh cho phù hợp với tình hình thực tế; khi thay đổi, "
        "Đoàn kiểm tra thông báo trước cho đơn vị."
    )


def _opening(draft: Words, subject: Subject) -> str:
    round_, issuer = subject.owner, subject.issuer
    found = [
        *grounds.rules(draft, grounds.day_of(subject)),
        grounds.programme(issuer, round_.starts_on.year, is_training=round_.is_training),
    ]
    decides = f"{issuer.body_in_text} ban hành Kế hoạch {words.lower_first(round_.title)} như sau:"
    return "\n".join([*grounds.lines(found), decides])


def _content(draft: Words, subject: Subject) -> str:
    round_ = subject.owner
    return (
        _under("1. Thành phần Đoàn kiểm tra", people.sentences(draft, round_))
        + _under("2. Nhiệm vụ, quyền hạn của Đoàn kiểm tra", DUTIES)
        + _under("3. Nội dung, đối tượng kiểm tra", _looked_into(draft, round_))
        + _under("4. Mốc thời gian, thời gian, địa điểm kiểm tra", _times(draft, subject))
        + _under("5. Phương pháp tiến hành", _methods(round_))
    )


def _looked_into(draft: Words, round_: Round) -> list[str]:
    lines = [words.line(row) for row in round_.general_content.split("\n") if row.strip()]
    lines += [f"- {topic.title.rstrip(' .;')}." for topic in round_.topics.all()]
    if not lines:
        page_name = f"inspections:edit_topics#{round_.pk}"
        lines = [draft.gap("nội dung, chuyên đề kiểm tra", page_name)]
    return [*lines, "Đối tượng kiểm tra:", *timetable.subjects(draft, round_)]


def _times(draft: Words, subject: Subject) -> list[str]:
    return [
        f"- Mốc thời gian kiểm tra: {outline.period(draft, subject)}.",
        f"- Thời gian tiến hành: {words.dates(subject.owner)}.",
        "- Địa điểm: theo Lịch kiểm tra (Phụ lục 1).",
    ]


def _methods(round_: Round) -> list[str]:
    visits = timetable.visits_of(round_)
    modes = {visit.mode for visit in visits}
    lines = ["- Đơn vị xây dựng báo cáo theo Đề cương (Phụ lục 2) và chuẩn bị hồ sơ, tài liệu."]
    if modes - {Visit.Mode.PAPER}:
        lines.append(
            "- Đoàn kiểm tra nghiên cứu báo cáo, hồ sơ; làm việc với đơn vị; nghe báo cáo, trao "
            "đổi, yêu cầu giải trình; lập biên bản."
        )
    if Visit.Mode.PAPER in modes:
        lines.append("- Với đơn vị kiểm tra qua báo cáo: nghiên cứu, thẩm tra báo cáo và hồ sơ.")
    if any(visit.sampled_bases for visit in visits):
        lines.append("- Kiểm tra thực tế tại một số cơ sở Đoàn, chi đoàn.")
    return [*lines, "- Tổng hợp, báo cáo kết quả; ban hành thông báo kết luận."]


def _carrying_out(issuer: Issuer) -> str:
    union = words.union(issuer)
    units = (
        f"- Gửi báo cáo về {words.adviser(issuer)} chậm nhất {REPORT_DAYS:02d} ngày trước ngày làm "
        "việc; chuẩn bị hồ sơ, sổ sách, thành phần và địa điểm làm việc.",
        "- Thực hiện kết luận và báo cáo kết quả đúng thời hạn.",
    )
    team = (
        "- Trưởng đoàn phân công nhiệm vụ cho từng thành viên, chủ trì các buổi làm việc, báo cáo "
        f"kết quả với {issuer.body_in_text}.",
        "- Thành viên thực hiện nhiệm vụ được phân công; Thư ký ghi biên bản, quản lý hồ sơ.",
    )
    adviser = (
        f"- Theo dõi, đôn đốc việc thực hiện Kế hoạch; tham mưu {issuer.body_in_text} ban hành kết "
        "luận và theo dõi việc thực hiện kết luận.",
        f"- Phối hợp với Văn phòng, các Ban {union} chuẩn bị điều kiện làm việc của Đoàn kiểm tra.",
    )
    return (
        _under("1. Đoàn kiểm tra", team)
        + _under(f"2. {words.adviser(issuer)}", adviser)
        + _under("3. Đơn vị được kiểm tra", units)
    )


def _outline(draft: Words, round_: Round) -> str:
    """The parts of the outline, a level lower than on a paper of its own."""
    parts = (
        ("I. NỘI DUNG BÁO CÁO", prompts.content(draft, round_)),
        ("II. TỰ NHẬN XÉT VÀ KIẾN NGHỊ", prompts.own_view()),
    )
    return "".join(rich_text.heading(title) + html.replace("h2>", "h3>") for title, html in parts)


def _under(title: str, lines: Any) -> str:
    return rich_text.heading(title) + rich_text.paragraphs(lines)
