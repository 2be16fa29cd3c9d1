"""The briefing of 27/11/2020 as the bulletin tells it, and a sample year of the sample cluster.

Of the real briefing nothing is told that the bulletin does not say: no hour, no attendance, no
assignment. Reports, lateness and overdue tasks belong to *Đơn vị mẫu 01–06* alone.
"""

from datetime import date, time

from accounts.models import User
from briefings import services
from briefings.models import AgendaItem, Briefing, ReportField, Series, TemplateItem
from briefings.models.series import ItemKind
from inspections.models import Round
from tinhdoan.demo.papers import at
from tinhdoan.demo.round_2020 import SOURCE
from units.models import Cluster, Unit

HELD_2020 = date(2020, 11, 27)
TITLE_2020 = "Giao ban các Cụm thi đua thành phố, thị xã năm 2020"
# What the chair concluded, in the bulletin's words.
SAID_2020 = (
    "k Đánh giá cao các hoạt động của đơn vị, đặc biệt là các hoạt động xây dựng đô thị văn minh, "
    "các hoạt động chăm lo thiết thực đến đời sống thanh niên công nhân, người lao động trên địa "
    "bàn; thực hiện tốt các hoạt động chung tay phòng, chống dịch bệnh COVID-19.",
    "đ Phát huy hơn nữa việc xây dựng các mô hình hoạt động hiệu quả trong địa bàn đô thị.",
    "đ Tham mưu, đề xuất với cấp có thẩm quyền những nội dung mới phát sinh.",
    "đ Quan tâm, định hướng và thực hiện tốt công tác quy hoạch, đào tạo nguồn cán bộ Đoàn.",
    "đ Kịp thời kiện toàn Ban Chấp hành, Ban Thường vụ, Ủy ban Kiểm tra Đoàn Thanh niên các cấp.",
)
SECOND_QUARTER, FOURTH_QUARTER = date(2026, 7, 10), date(2026, 12, 4)
TEMPLATE = (
    (ItemKind.REPORT, "[MẪU] Báo cáo kết quả công tác quý", 30),
    (ItemKind.REVIEW, "[MẪU] Rà soát thực hiện kết luận kỳ trước", 20),
    (ItemKind.DISCUSSION, "[MẪU] Thảo luận", 40),
    (ItemKind.CONCLUSION, "[MẪU] Kết luận của chủ trì", 20),
)
FIGURES = (
    ("[MẪU] Đoàn viên mới kết nạp", "đoàn viên", 120),
    ("[MẪU] Công trình thanh niên", "", 8),
)


def load_briefing_2020(root: Unit, together_with: Round, users: dict[str, User]) -> Briefing:
    """One session with the round; held, and its minutes not written: the bulletin has none."""
    office = users["vanphong"]
    series = Series.objects.create(
        organiser=root, name=TITLE_2020, year=2020, rhythm=Series.Rhythm.YEAR
    )
    series.clusters.add(Cluster.objects.get(code="CUM-TPTX"))
    new = services.open_briefing(
        Briefing(
            series=series,
            title=TITLE_2020,
            held_on=HELD_2020,
            place="Phòng họp Tỉnh đoàn",
            round=together_with,
            chair="Hoàng Văn Hải – Phó Bí thư Thường trực Tỉnh đoàn",
            source=SOURCE,
        ),
        actor=office,
    )
    item = AgendaItem.objects.create(
        briefing=new,
        kind=ItemKind.CONCLUSION,
        title="Phát biểu chỉ đạo, kết luận của chủ trì (bản tin không nêu chương trình chi tiết)",
        author=office,
    )
    services.begin(new, actor=office, at=at(HELD_2020))
    for text in SAID_2020:
        _write(new, item, text, office)
    return services.end(new, actor=office, at=at(HELD_2020, 11))


def _write(briefing: Briefing, item: AgendaItem, text: str, office: User) -> None:
    members = [seat.unit for seat in briefing.series.seats()]
    line = services.parse_line(text, members=members, held_on=briefing.held_on)
    services.write_outcome(item, line, actor=office, day_off="move")


def load_sample_year(root: Unit, samples: list[Unit], users: dict[str, User]) -> Series:
    """The sample cluster in 2026: one meeting closed with a task now overdue, the next invited to,
    one unit late with its report and one without."""
    series = Series.objects.create(
        organiser=root, name="[MẪU] Giao ban Cụm thi đua mẫu năm 2026", year=2026, is_training=True
    )
    series.clusters.add(Cluster.objects.get(code="CUM-MAU"))
    for order, (kind, title, minutes) in enumerate(TEMPLATE, 1):
        TemplateItem.objects.create(
            series=series, order=order, kind=kind, title=title, minutes=minutes
        )
    for order, (label, measure, target) in enumerate(FIGURES, 1):
        ReportField.objects.create(
            series=series, order=order, label=label, measure=measure, target=target
        )
    office = users["vanphong"]
    _load_second_quarter(series, samples, office)
    _load_fourth_quarter(series, samples, office)
    return series


def _opened(series: Series, quarter: str, held_on: date, due_on: date, office: User) -> Briefing:
    return services.open_briefing(
        Briefing(
            series=series,
            title=f"[MẪU] Giao ban Cụm thi đua mẫu quý {quarter}/2026",
            held_on=held_on,
            starts_at=time(8),
            place="Phòng họp Tỉnh đoàn",
            report_due_on=due_on,
            chair="Nguyễn Văn Mẫu – Phó Bí thư Thường trực",
            clerk="Chuyên viên mẫu – Văn phòng Tỉnh đoàn",
        ),
        actor=office,
    )


def _report(briefing: Briefing, office: User, days: dict[int, date], more: int) -> None:
    """Reports of the units by their place in the list, each sent on its day."""
    asked = list(briefing.series.report_fields.all())
    rows = list(briefing.attendances.all())
    for place, day in days.items():
        figures = {str(one.pk): str((n + 1) * place + more) for n, one in enumerate(asked)}
        facts = {
            "figures": figures,
            "result_1": "[MẪU] Đã tổ chức ngày thanh niên tình nguyện ở tất cả chi đoàn.",
            "difficulties": "[MẪU] Cán bộ Đoàn mới chưa được tập huấn nghiệp vụ.",
        }
        services.save_report(
            rows[place - 1], actor=office, rev=0, facts=facts, is_sent=True, at=at(day)
        )


def _load_second_quarter(series: Series, samples: list[Unit], office: User) -> None:
    new = _opened(series, "II", SECOND_QUARTER, date(2026, 7, 7), office)
    services.invite(new, actor=office, at=at(date(2026, 6, 26)))
    _report(new, office, dict.fromkeys(range(1, 7), date(2026, 7, 6)), more=3)
    services.begin(new, actor=office, at=at(SECOND_QUARTER))
    rows = list(new.attendances.all())
    for row in rows:
        row.presence = "present"
    rows[-1].presence, rows[-1].reason = "excused", "[MẪU] Dự hội nghị của cấp ủy"
    services.take_attendance(new, rows, actor=office)
    said = (
        "g [MẪU] Các đơn vị đã báo cáo kết quả 6 tháng.",
        "g [MẪU] Kỳ đầu tiên của năm, chưa có kết luận kỳ trước.",
        f"v @{samples[2]} [MẪU] Rà soát, cập nhật sổ danh sách đoàn viên !14/08/2026",
        f"v @{samples[0]} [MẪU] Chuẩn bị chuyên đề thu, nộp đoàn phí !15/12/2026",
    )
    for item, text in zip(new.items.all(), said, strict=True):
        _write(new, item, text, office)
    services.end(new, actor=office, at=at(SECOND_QUARTER, 11))
    services.send_minutes(new, actor=office, at=at(date(2026, 7, 13)))
    for row in rows[:4]:
        services.answer_minutes(row, actor=office, answer="agreed", at=at(date(2026, 7, 14)))
    new.conclusion_symbol, new.conclusion_on = "[MẪU] 01-TB/TĐTN", date(2026, 7, 17)
    new.save(update_fields=["conclusion_symbol", "conclusion_on"])
    services.close(new, actor=office, at=at(date(2026, 7, 17)))


def _load_fourth_quarter(series: Series, samples: list[Unit], office: User) -> None:
    new = _opened(series, "IV", FOURTH_QUARTER, date(2026, 11, 10), office)
    services.invite(new, actor=office, at=at(date(2026, 10, 26)))
    in_time = dict.fromkeys(range(1, 5), date(2026, 11, 9))
    _report(new, office, in_time | {5: date(2026, 11, 12)}, more=9)
    row = new.attendances.get(unit=samples[0])
    services.answer_invitation(row, actor=office, answer="yes", at=at(date(2026, 10, 28)))
    services.propose(
        series,
        samples[1],
        actor=office,
        title="[MẪU] Tập huấn nghiệp vụ kiểm tra, giám sát cho cán bộ Đoàn mới",
    )
