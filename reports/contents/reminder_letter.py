"""Công văn đôn đốc: what is late of one visit or of a round, as it stands on the day."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from inspections.models import Recommendation, Round, Visit
from reports import rich_text
from reports.contents import page, plan, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document
from tasks.models import Task
from vietnamese.dates import short

# Office practice: an editable default.
ANSWER_DAYS = 5
HEAD = ("TT", "Đơn vị", "Yêu cầu, đề nghị", "Thời hạn")


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the letter: reports not sent, then what was asked and has no outcome."""
    round_, issuer = subject.owner, subject.issuer
    today = timezone.localdate()
    unsent = _without_report(subject, today)
    overdue = _overdue(subject, today)
    draft = Words()
    draft.opening = (
        f"{words.plan_ground(round_, issuer)}, Đoàn kiểm tra tiến hành "
        f"{words.lower_first(round_.title)}. Qua theo dõi, đến ngày {short(today)} còn một số nội "
        "dung đơn vị chưa thực hiện hoặc chưa báo cáo đúng thời hạn:"
    )
    draft.section("unsent", "1. Báo cáo theo đề cương chưa gửi", _reports(unsent))
    draft.section("overdue", "2. Yêu cầu, đề nghị quá hạn chưa có kết quả", _table(overdue))
    draft.sections = page.renumbered(draft.sections, page.ARABIC)
    if len(draft.sections) == 1:
        # One thing alone is named and not counted.
        draft.sections[0]["title"] = draft.sections[0]["title"].partition(". ")[2]
    if not draft.sections:
        where = "inspections:visit" if subject.visit else "inspections:round"
        nothing = draft.gap("nội dung chậm cần đôn đốc (hiện không có nội dung nào quá hạn)", where)
        draft.section("late", "", nothing, required=True)
    draft.closing = (
        f"{issuer.body_in_text} yêu cầu đơn vị khẩn trương thực hiện và báo cáo kết quả về "
        f"{words.adviser(issuer)} chậm nhất sau {ANSWER_DAYS:02d} ngày làm việc kể từ ngày nhận "
        "được công văn này./."
    )
    late = [*unsent, *(_visit_of(row) for row in overdue)]
    return {
        "subject_line": _about(unsent, overdue),
        "addressees": timetable.addressees(dict.fromkeys(late or timetable.visits_on(subject))),
        "recipients": words.recipients("Như trên", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the letter."""
    return page.whole(document, number=number, is_draft=is_draft)


def _about(unsent: list[Visit], overdue: list[Task]) -> str:
    asked = "thực hiện kết luận kiểm tra"
    if unsent:
        return f"V/v đôn đốc gửi báo cáo{' và ' + asked if overdue else ' phục vụ kiểm tra'}"
    return f"V/v đôn đốc {asked}"


def _without_report(subject: Subject, today: date) -> list[Visit]:
    """Told of the visit, the days for the report over, nothing received."""
    ends = today + timedelta(days=plan.REPORT_DAYS)
    waiting = (Visit.Status.NOTIFIED, Visit.Status.ON_SITE, Visit.Status.DRAFTING)
    return [
        visit
        for visit in timetable.visits_on(subject)
        if visit.status in waiting
        and visit.reported_on is None
        and visit.works_on
        and visit.works_on < ends
    ]


def _reports(visits: list[Visit]) -> list[str]:
    return [
        f"- {visit.subject_in_full}: ngày làm việc {short(visit.works_on)}."
        for visit in visits
        if visit.works_on
    ]


def _overdue(subject: Subject, today: date) -> list[Task]:
    """Asked in a conclusion, not reported as done, past the term as it stands today."""
    owner: Round = subject.owner
    asked = Recommendation.objects.filter(
        round=owner, visit__status=Visit.Status.CONCLUDED, withdrawn_at=None
    )
    if subject.visit:
        asked = asked.filter(visit=subject.visit)
    late = Task.objects.of(*asked).filter(status=Task.Status.OPEN, due_on__lt=today)
    # The visit tells the unit by its name of that day.
    return list(late.prefetch_related("origin__visit__unit", "origin__visit__round").order_by("pk"))


def _visit_of(task: Task) -> Visit:
    asked: Any = task.origin
    visit: Visit = asked.visit
    return visit


def _table(rows: list[Task]) -> str:
    if not rows:
        return ""
    cells = [
        (str(n), _visit_of(row).unit_name, row.body, short(row.due_on))
        for n, row in enumerate(rows, 1)
        if row.due_on
    ]
    return rich_text.table(HEAD, cells)
