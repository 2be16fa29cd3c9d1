"""Chương trình kiểm tra, giám sát năm: the rounds of a year, after the six tasks of HD 20 §19."""

from typing import Any

from inspections.models import Round
from reports import rich_text
from reports.contents import grounds, page, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer
from vietnamese.dates import short
from vietnamese.text import shortened

HEAD = ("TT", "Loại, nội dung", "Đối tượng", "Thời gian", "Thực hiện")
# More names than these fill a cell that nobody reads.
NAMED_UNITS = 12
PURPOSE = (
    "- Bảo đảm việc chấp hành Điều lệ Đoàn, nghị quyết, chỉ thị, chủ trương công tác của Đoàn; kịp "
    "thời phát hiện, nhân rộng mô hình, cách làm hay; uốn nắn, khắc phục hạn chế, khuyết điểm.",
    "- Nâng cao chất lượng hoạt động của tổ chức Đoàn, trách nhiệm của cán bộ Đoàn; lấy kết quả "
    "kiểm tra, giám sát làm một căn cứ đánh giá, xếp loại đơn vị.",
    "- Việc kiểm tra, giám sát có trọng tâm, trọng điểm, đúng quy trình, tránh hình thức, không "
    "chồng chéo.",
)
TASKS = (
    "- Kiểm tra việc chấp hành Điều lệ, nghị quyết, chỉ thị, chủ trương, chính sách của Đoàn.",
    "- Kiểm tra cán bộ, đoàn viên và tổ chức Đoàn khi có dấu hiệu vi phạm.",
    "- Kiểm tra việc thực hiện công tác kiểm tra, giám sát và thi hành kỷ luật của Đoàn cấp dưới.",
    "- Kiểm tra công tác đoàn phí, việc quản lý, sử dụng các quỹ của Đoàn.",
    "- Giám sát cán bộ, đoàn viên và tổ chức Đoàn cấp dưới.",
    "- Giải quyết đơn, thư khiếu nại, tố cáo liên quan đến cán bộ, đoàn viên và tổ chức Đoàn.",
)


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the programme. Raises ``ValueError`` without a year."""
    year, issuer = subject.year, subject.issuer
    if year is None:
        raise ValueError("A programme belongs to a year.")
    draft = Words()
    found = [*grounds.rules(draft, grounds.day_of(subject)), grounds.working_rules(issuer)]
    body = issuer.body_in_text
    decides = f"{body} ban hành Chương trình công tác kiểm tra, giám sát năm {year} như sau:"
    draft.opening = "\n".join([*grounds.lines(found), decides])
    draft.section("purpose", "I. MỤC ĐÍCH, YÊU CẦU", PURPOSE, required=True)
    draft.section("content", "II. NHIỆM VỤ TRỌNG TÂM", TASKS, required=True)
    rounds = _rounds(draft, subject, year)
    draft.section("rounds", "III. CÁC CUỘC KIỂM TRA, GIÁM SÁT TRONG NĂM", rounds, required=True)
    carried = _carrying_out(issuer)
    draft.section("carrying_out", "IV. TỔ CHỨC THỰC HIỆN", carried, required=True)
    draft.closing = (
        f"Trên đây là Chương trình công tác kiểm tra, giám sát năm {year} của {body}; đề nghị các "
        "đơn vị nghiêm túc triển khai thực hiện./."
    )
    return {
        "subject_line": f"Công tác kiểm tra, giám sát năm {year}",
        "recipients": words.recipients("Các đơn vị trực thuộc (để thực hiện)", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the programme."""
    return page.whole(document, number=number, is_draft=is_draft, level=1)


def _rounds(draft: Words, subject: Subject, year: int) -> str:
    """A row a round of the year; rounds for practice stand only in papers for practice."""
    rounds = Round.objects.filter(
        organiser=subject.issuer.unit, starts_on__year=year, is_training=subject.is_training
    ).exclude(status=Round.Status.CANCELLED)
    rows = [
        (
            str(n),
            f"{round_.get_kind_display()}: {words.lower_first(round_.title)}",
            _units(draft, round_),
            _days(round_),
            f"{words.adviser(subject.issuer)} tham mưu, Đoàn kiểm tra thực hiện",
        )
        for n, round_ in enumerate(rounds.order_by("starts_on", "pk"), 1)
    ]
    if not rows:
        what = f"các cuộc kiểm tra, giám sát dự kiến trong năm {year}"
        return rich_text.paragraphs(draft.gap(what, "inspections:create_round"))
    return rich_text.table(HEAD, rows)


def _units(draft: Words, round_: Round) -> str:
    names = [visit.unit_name for visit in timetable.visits_of(round_)]
    if not names:
        what = f"đơn vị được kiểm tra của đợt “{shortened(round_.title)}”"
        return draft.gap(what, f"inspections:add_visit#{round_.pk}")
    if len(names) > NAMED_UNITS:
        return f"{len(names)} đơn vị (theo kế hoạch của đợt)"
    return "; ".join(names)


def _days(round_: Round) -> str:
    if round_.starts_on == round_.ends_on:
        return short(round_.starts_on)
    return f"Từ {short(round_.starts_on)} đến {short(round_.ends_on)}"


def _carrying_out(issuer: Issuer) -> list[str]:
    union, adviser = words.union(issuer), words.adviser(issuer)
    return [
        f"- {adviser} tham mưu {issuer.body_in_text} ban hành kế hoạch, quyết định thành lập Đoàn "
        "kiểm tra của từng cuộc; theo dõi, đôn đốc việc thực hiện kết luận; định kỳ báo cáo kết "
        "quả.",
        f"- Văn phòng, các Ban {union} phối hợp, cử cán bộ tham gia các Đoàn kiểm tra.",
        "- Các đơn vị trực thuộc xây dựng chương trình kiểm tra, giám sát của đơn vị mình; phối "
        "hợp với các Đoàn kiểm tra; thực hiện nghiêm kết luận và chế độ báo cáo.",
    ]
