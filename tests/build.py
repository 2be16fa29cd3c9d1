"""Builders: a visit brought to a state, a paper brought to a state, in one call."""

import hashlib
import io
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from briefings import services as briefings
from briefings.models import Briefing, ReportField, Series, TemplateItem
from inspections import services
from inspections.models import Finding, Verdict, Visit
from reports import services as papers
from reports.models import Document, DocumentPhoto
from tasks import services as tasks
from tasks.models import Task
from tests import people
from tests.people import DAY, Cast
from units.models import Cluster, Reorganisation, Unit
from units.services import reorganisations
from units.services.plans import NewName, Plan
from workflow.moves import move

SWITCH = date(2025, 7, 1)
PAPER_ON = date(2020, 11, 30)
ASSIGNED = "v @Đầm Hà Báo cáo !15/12"


def finding(cast: Cast, visit: Visit | None = None, **changes: Any) -> Finding:
    """A finding of Em on the visit (Đầm Hà unless told)."""
    facts: dict[str, Any] = {
        "kind": Finding.Kind.STRENGTH,
        "body": "Đơn vị chủ động xây dựng kế hoạch từng quý.",
        "topic": cast.topic,
    }
    return services.record_finding(visit or cast.visit, actor=cast.em, **(facts | changes))


def at_drafting(cast: Cast, visit: Visit | None = None) -> Visit:
    """The meeting is over, one strength and one shortcoming are recorded."""
    visit = visit or cast.visit
    facts: dict[str, Any] = {"worked_on": DAY, "spoken_conclusion": "Ghi nhận kết quả của đơn vị."}
    services.fill_meeting(visit, rev=visit.rev, actor=cast.an, facts=facts)
    move(visit, Visit.Status.ON_SITE, actor=cast.an)
    finding(cast, visit)
    finding(
        cast,
        visit,
        kind=Finding.Kind.SHORTCOMING,
        body="Sổ đoàn viên cập nhật chưa thường xuyên.",
        cause="Cán bộ mới thay đổi.",
    )
    services.record_recommendation(
        visit, actor=cast.an, body="Rà soát sổ đoàn viên", due_on=date(2020, 12, 31)
    )
    return move(visit, Visit.Status.DRAFTING, actor=cast.an)


def ready_to_conclude(cast: Cast, visit: Visit | None = None) -> Visit:
    """Everything a conclusion needs below it is there."""
    visit = at_drafting(cast, visit)
    for row in visit.findings.all():
        services.decide(row, actor=cast.cuong, rev=row.rev, decision=Verdict.Decision.ACCEPT)
    facts = {
        "minutes_signed_on": DAY,
        "adoption": Visit.Adoption.COMMITTEE,
        "adopted_on": date(2020, 11, 29),
        "report_back_by": date(2020, 12, 31),
    }
    return services.fill_meeting(visit, rev=visit.rev, actor=cast.an, facts=facts)


def approved_paper(
    cast: Cast, visit: Visit | None = None, kind: str = "conclusion", **changes: Any
) -> Document:
    """A conclusion (unless told) that waits for its number; the visit is made ready for it."""
    visit = visit or cast.visit
    if visit.status == Visit.Status.NOTIFIED:
        visit = ready_to_conclude(cast, visit)
    replaces = changes.pop("replaces", None)
    paper = papers.start_document(
        kind, actor=cast.an, issuer=cast.issuer, visit=visit, replaces=replaces
    )
    facts: dict[str, Any] = {"paper_on": PAPER_ON, "signer": cast.signer}
    papers.prepare(paper, rev=paper.rev, facts=facts | changes)
    papers.submit(paper, actor=cast.an)
    return papers.approve(paper, actor=cast.binh)


def issued_paper(cast: Cast, visit: Visit | None = None, **changes: Any) -> Document:
    """The same, issued."""
    return papers.issue(approved_paper(cast, visit, **changes), actor=cast.an)


def jpeg(colour: str = "teal", size: tuple[int, int] = (80, 60), **how: Any) -> bytes:
    """A photo of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **how)
    return out.getvalue()


def photo(paper: Document, cast: Cast, caption: str = "Sổ chi đoàn") -> DocumentPhoto:
    """A photo behind the paper, as if it had been taken in."""
    data = jpeg()
    digest = hashlib.sha256(data).hexdigest()
    facts: dict[str, Any] = {"sha256": digest, "width": 80, "height": 60, "caption": caption}
    row = DocumentPhoto(document=paper, added_by=cast.an, **facts)
    row.file.save("anh.jpg", ContentFile(data))
    return row


def proposal(cast: Cast, plan: Plan | None = None, **facts: Any) -> Reorganisation:
    """A reorganisation written down by An: Đầm Hà gets another name (unless told)."""
    renamed = NewName("DH", "Đoàn huyện Đầm Hà", "Huyện đoàn Đầm Hà (mới)", Unit.Kind.DISTRICT)
    rest: dict[str, Any] = {"kind": Reorganisation.Kind.RENAME, "effective_on": SWITCH}
    return reorganisations.propose(
        organiser=cast.province,
        actor=cast.an,
        plan=plan or Plan(renamed=[renamed]),
        **(rest | facts),
    )


def applied(cast: Cast, plan: Plan, **facts: Any) -> Reorganisation:
    """The same, carried out on the units."""
    rest: dict[str, Any] = {"kind": Reorganisation.Kind.REARRANGE}
    return reorganisations.apply(proposal(cast, plan, **(rest | facts)), actor=cast.an)


def task(cast: Cast, **changes: Any) -> Task:
    """Đầm Hà must look through its books by the end of 2020 (unless told); nobody follows it."""
    facts: dict[str, Any] = {
        "organiser": cast.province,
        "owner": cast.damha,
        "body": "Rà soát, cập nhật sổ danh sách đoàn viên",
        "due_on": date(2020, 12, 31),
        "origin_label": "Kết luận kiểm tra Huyện đoàn Đầm Hà",
    }
    return tasks.give(actor=cast.an, **(facts | changes))


def reported_task(cast: Cast, **changes: Any) -> Task:
    """The same, reported by Khoa with a picture as evidence."""
    at = changes.pop("at", None)
    new = task(cast, **changes)
    files = [tasks.checked("anh.png", picture())]
    tasks.report(new, actor=cast.khoa, body="Đã rà soát 12 chi đoàn.", files=files, at=at)
    return new


def picture() -> bytes:
    """A PNG of one pixel."""
    data = io.BytesIO()
    Image.new("RGB", (1, 1)).save(data, "PNG")
    return data.getvalue()


def series(cast: Cast, cluster: Cluster | None = None, **changes: Any) -> Series:
    """Quarterly meetings of the cast's cluster in 2020, with a template and two figures."""
    facts = {"organiser": cast.province, "name": "Giao ban Cụm thi đua số 1", "year": 2020}
    new = Series.objects.create(**(facts | changes))
    new.clusters.add(cluster or people.cluster(cast))
    for order, (kind, title) in enumerate(
        (("report", "Báo cáo kết quả"), ("review", "Rà soát"), ("conclusion", "Kết luận")), 1
    ):
        TemplateItem.objects.create(series=new, order=order, kind=kind, title=title, minutes=30)
    for order, label in enumerate(("Đoàn viên mới", "Công trình thanh niên"), 1):
        ReportField.objects.create(series=new, order=order, label=label, target=100)
    return new


def briefing(cast: Cast, series: Series, **changes: Any) -> Briefing:
    """A meeting of the series on the day, at eight, in the hall; reports are due three days
    before."""
    facts: dict[str, Any] = {
        "title": "Giao ban quý IV năm 2020",
        "held_on": DAY,
        "starts_at": time(8),
        "place": "Phòng họp Tỉnh đoàn",
    }
    new = Briefing(series=series, **(facts | changes))
    return briefings.open_briefing(new, actor=cast.an)


def moment(day: date, hour: int = 8) -> datetime:
    """An hour of a day, where people live."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def invited(cast: Cast, briefing: Briefing) -> Briefing:
    """The members know of it, two weeks before the day."""
    at = moment(briefing.held_on - timedelta(days=14))
    return briefings.invite(briefing, actor=cast.an, at=at)


def held(cast: Cast, briefing: Briefing) -> Briefing:
    """Met and ended: everybody was there, nothing written yet."""
    briefings.begin(briefing, actor=cast.an, at=moment(briefing.held_on))
    rows = list(briefing.attendances.all())
    for row in rows:
        row.presence = "present"
    briefings.take_attendance(briefing, rows, actor=cast.an)
    return briefings.end(briefing, actor=cast.an, at=moment(briefing.held_on, 11))


def written(cast: Cast, briefing: Briefing, task: str = ASSIGNED) -> Briefing:
    """Held, every item with an outcome, one of them an assignment to Đầm Hà."""
    held(cast, briefing)
    Briefing.objects.filter(pk=briefing.pk).update(chair="Trần Văn Bình, Phó Bí thư")
    briefing.refresh_from_db()
    members = [row.unit for row in briefing.attendances.select_related("unit")]
    for item, text in zip(briefing.items.all(), ("g Đã nghe", "k Tiếp tục", task), strict=True):
        line = briefings.parse_line(text, members=members, held_on=briefing.held_on)
        briefings.write_outcome(item, line, actor=cast.an, day_off="keep")
    return briefing


def reported(cast: Cast, briefing: Briefing) -> Briefing:
    """Invited to, and every unit has sent its report in time."""
    invited(cast, briefing)
    asked = briefing.series.report_fields.all()
    facts = {"figures": {str(one.pk): "12" for one in asked}, "result_1": "Đã kết nạp"}
    at = moment(briefing.held_on - timedelta(days=7))
    for row in briefing.attendances.all():
        briefings.save_report(row, actor=cast.khoa, rev=0, facts=facts, is_sent=True, at=at)
    return briefing


def minuted(cast: Cast, briefing: Briefing, task: str = ASSIGNED) -> Briefing:
    """The minutes sent out on the day after."""
    written(cast, briefing, task)
    return briefings.send_minutes(
        briefing, actor=cast.an, at=moment(briefing.held_on + timedelta(days=1))
    )


def closed(cast: Cast, briefing: Briefing, task: str = ASSIGNED) -> Briefing:
    """Closed after the term, nobody having said anything."""
    minuted(cast, briefing, task)
    facts = {"conclusion_symbol": "30-TB/TĐTN", "conclusion_on": briefing.held_on}
    Briefing.objects.filter(pk=briefing.pk).update(**facts)
    return briefings.close(
        briefing, actor=cast.an, at=moment(briefing.held_on + timedelta(days=14))
    )
