"""The visit: one unit in one round."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from inspections.models.rounds import Round, Team
from tasks.models import Task
from units.models import Unit, name_then
from workflow.moves import Gap
from workflow.states import HasState


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits in the language of the office."""

    def named(self) -> "VisitQuerySet":
        """The same rows, each with the name its unit bore on the day of the visit."""
        return self.annotate(
            name_then=name_then("unit", "worked_on", "planned_on", "round__starts_on")
        )


class Visit(HasState, models.Model):
    """Lượt kiểm tra: one unit in one round, from the schedule to the last outcome."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Đã xếp lịch"
        NOTIFIED = "notified", "Đã thông báo lịch"
        SELF_REPORTED = "self_reported", "Đã nộp báo cáo"
        ON_SITE = "on_site", "Đang làm việc"
        DRAFTING = "drafting", "Đang tổng hợp kết luận"
        CONCLUDED = "concluded", "Đã có kết luận"
        CLOSED = "closed", "Đã kết thúc theo dõi"
        POSTPONED = "postponed", "Hoãn"
        CANCELLED = "cancelled", "Không tiến hành"

    # What the inspected unit reads for the same states; PLANNED is not shown to it.
    UNIT_LABELS: ClassVar[Mapping[str, str]] = {
        Status.NOTIFIED: "Có lịch kiểm tra, cần gửi báo cáo",
        Status.SELF_REPORTED: "Đã gửi báo cáo",
        Status.ON_SITE: "Đoàn kiểm tra đang làm việc",
        Status.DRAFTING: "Chờ kết luận",
        Status.CONCLUDED: "Đã có kết luận, cần thực hiện",
        Status.CLOSED: "Đã hoàn thành",
        Status.POSTPONED: "Hoãn",
        Status.CANCELLED: "Không tiến hành",
    }
    TONES: ClassVar[Mapping[str, tuple[str, str]]] = {
        Status.PLANNED: ("muted", "calendar"),
        Status.NOTIFIED: ("info", "envelope"),
        Status.SELF_REPORTED: ("info", "file-earmark-text"),
        Status.ON_SITE: ("primary", "geo-alt"),
        Status.DRAFTING: ("warn", "pencil-square"),
        Status.CONCLUDED: ("ok", "file-earmark-check"),
        Status.CLOSED: ("ok", "check-circle"),
        Status.POSTPONED: ("muted", "pause-circle"),
        Status.CANCELLED: ("muted", "x-circle"),
    }
    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        Status.PLANNED: frozenset(
            {Status.NOTIFIED, Status.ON_SITE, Status.POSTPONED, Status.CANCELLED}
        ),
        Status.NOTIFIED: frozenset(
            {Status.SELF_REPORTED, Status.ON_SITE, Status.POSTPONED, Status.CANCELLED}
        ),
        Status.SELF_REPORTED: frozenset(
            {Status.ON_SITE, Status.DRAFTING, Status.POSTPONED, Status.CANCELLED}
        ),
        Status.ON_SITE: frozenset({Status.DRAFTING}),
        Status.DRAFTING: frozenset({Status.CONCLUDED}),
        Status.CONCLUDED: frozenset({Status.CLOSED}),
        Status.POSTPONED: frozenset({Status.PLANNED, Status.CANCELLED}),
    }
    OPEN_FOR_RECORDS: ClassVar[frozenset[str]] = frozenset(
        {Status.NOTIFIED, Status.SELF_REPORTED, Status.ON_SITE, Status.DRAFTING}
    )
    NOT_BEGUN: ClassVar[frozenset[str]] = frozenset(
        {Status.PLANNED, Status.NOTIFIED, Status.SELF_REPORTED, Status.POSTPONED}
    )

    class Mode(models.TextChoices):
        ON_SITE = "on_site", "Trực tiếp tại đơn vị"
        GATHERED = "gathered", "Làm việc tập trung"
        ONLINE = "online", "Trực tuyến"
        PAPER = "paper", "Qua báo cáo bằng văn bản"

    class Adoption(models.TextChoices):
        COMMITTEE = "committee", "Ban Thường vụ thông qua"
        AUTHORISED = "authorised", "Trưởng đoàn kết luận theo ủy quyền"

    round = models.ForeignKey(Round, models.PROTECT, related_name="visits", verbose_name="đợt")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="visits", verbose_name="đơn vị")
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="Đoàn kiểm tra",
    )
    subject = models.CharField(
        "đối tượng kiểm tra", max_length=160, blank=True, default="Ban Thường vụ"
    )
    mode = models.CharField("hình thức", max_length=10, choices=Mode, default=Mode.ON_SITE)
    planned_on = models.DateField("ngày làm việc dự kiến", null=True, blank=True)
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    sampled_bases = models.CharField("cơ sở được chọn", max_length=300, blank=True)
    reported_on = models.DateField("ngày nhận báo cáo của đơn vị", null=True, blank=True)
    worked_on = models.DateField("ngày làm việc thực tế", null=True, blank=True)
    ended_at = models.TimeField("giờ kết thúc", null=True, blank=True)
    unit_statement = models.TextField("ý kiến của đơn vị", blank=True)
    party_statement = models.TextField("ý kiến của cấp ủy", blank=True)
    spoken_conclusion = models.TextField("ý kiến kết luận của Trưởng đoàn", blank=True)
    minutes_signed_on = models.DateField("ngày biên bản được ký", null=True, blank=True)
    adoption = models.CharField("cách thông qua", max_length=12, choices=Adoption, blank=True)
    adopted_on = models.DateField("ngày thông qua", null=True, blank=True)
    report_back_by = models.DateField(
        "hạn báo cáo kết quả thực hiện kết luận", null=True, blank=True
    )
    status_reason = models.CharField("lý do hoãn, hủy", max_length=300, blank=True)
    status = models.CharField(
        "trạng thái", max_length=14, choices=Status, default=Status.PLANNED, editable=False
    )
    concluded_at = models.DateTimeField("kết luận lúc", null=True, blank=True, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    # What a move brings along (state, reason, moment) is told by the move.
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=["status", "status_reason", "concluded_at", "rev"],
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt kiểm tra"
        verbose_name_plural = "lượt kiểm tra"
        ordering = ("planned_on", "starts_at", "pk")
        constraints = (
            models.UniqueConstraint(
                "round",
                "unit",
                name="unit_once_a_round",
                violation_error_message="Đơn vị này đã có trong đợt kiểm tra.",
            ),
            models.CheckConstraint(
                name="concluded_means_concluded_at",
                condition=Q(status__in=("concluded", "closed"), concluded_at__isnull=False)
                | (~Q(status__in=("concluded", "closed")) & Q(concluded_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="on_site_means_worked_on",
                condition=~Q(status__in=("on_site", "concluded", "closed"))
                | Q(worked_on__isnull=False),
            ),
            models.CheckConstraint(
                name="postponed_or_cancelled_has_reason",
                condition=~Q(status__in=("postponed", "cancelled")) | ~Q(status_reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"Kiểm tra {self.unit_name}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:visit", args=[self.pk])

    @property
    def subject_in_full(self) -> str:
        """Whom the team inspects: ``Ban Thường vụ Huyện đoàn Đầm Hà``."""
        return f"{self.subject} {self.unit_name}".strip()

    @property
    def unit_name(self) -> str:
        """What the unit was called on the day of the visit."""
        known: str | None = self.__dict__.get("name_then")
        return known or self.unit.name_on(self.works_on or self.round.starts_on)

    @property
    def unit_now(self) -> str:
        """What the unit is called today, or who took over; empty where nothing changed."""
        return self.unit.now_called(self.unit_name)

    @property
    def unit_label(self) -> str:
        """The state in the words the inspected unit reads."""
        return self.UNIT_LABELS.get(self.status, "")

    @property
    def works_on(self) -> date | None:
        """The actual working date, or the planned one before it."""
        return self.worked_on or self.planned_on

    @property
    def is_open_for_records(self) -> bool:
        """Whether findings and the rest may be recorded now."""
        return self.status in self.OPEN_FOR_RECORDS and self.round.status == Round.Status.RUNNING

    def missing_for(self, status: str, *, on: date) -> list[Gap]:
        """What the move to the status still needs, as sentences with the page that mends each."""
        needs = {
            self.Status.NOTIFIED: self._missing_for_notice,
            self.Status.SELF_REPORTED: self._missing_for_report,
            self.Status.ON_SITE: self._missing_for_work,
            self.Status.DRAFTING: self._missing_for_drafting,
            self.Status.CONCLUDED: self._missing_for_conclusion,
            self.Status.CLOSED: self._missing_for_closing,
            self.Status.POSTPONED: self._missing_reason,
            self.Status.CANCELLED: self._missing_reason,
            self.Status.PLANNED: self._missing_new_date,
        }
        return list(needs[self.Status(status)]())

    def _missing_for_notice(self) -> Iterable[Gap]:
        if self.round.status not in (Round.Status.APPROVED, Round.Status.RUNNING):
            yield Gap("Đợt kiểm tra chưa ban hành kế hoạch.", "inspections:round")
        if not self.planned_on:
            yield Gap("Chưa có ngày làm việc dự kiến.", "inspections:edit_visit")
        elif not self.round.covers(self.planned_on):
            yield Gap("Ngày dự kiến nằm ngoài thời gian của đợt.", "inspections:edit_visit")
        if not self.place and self.mode in (self.Mode.ON_SITE, self.Mode.GATHERED):
            yield Gap("Chưa có địa điểm làm việc.", "inspections:edit_visit")

    def _missing_for_report(self) -> Iterable[Gap]:
        if not self.reported_on:
            yield Gap("Chưa ghi ngày nhận báo cáo của đơn vị.", "inspections:edit_meeting")

    def _missing_for_work(self) -> Iterable[Gap]:
        if self.round.status != Round.Status.RUNNING:
            yield Gap("Đợt kiểm tra chưa bắt đầu.", "inspections:round")
        if self.team_id is None:
            yield Gap("Chưa phân Đoàn kiểm tra.", "inspections:edit_visit")
        if self.status == self.Status.PLANNED and self.round.kind != Round.Kind.UNANNOUNCED:
            yield Gap("Chưa thông báo lịch cho đơn vị (trừ kiểm tra đột xuất).", "")
        yield from self._missing_working_date()

    def _missing_working_date(self) -> Iterable[Gap]:
        if not self.worked_on:
            yield Gap("Chưa ghi ngày làm việc thực tế.", "inspections:edit_meeting")
        elif not self.round.covers(self.worked_on):
            yield Gap(
                "Ngày làm việc thực tế nằm ngoài thời gian của đợt kiểm tra.",
                "inspections:edit_meeting",
            )

    def _missing_for_drafting(self) -> Iterable[Gap]:
        if self.status == self.Status.SELF_REPORTED and self.mode != self.Mode.PAPER:
            yield Gap("Chưa làm việc với đơn vị (trừ hình thức qua báo cáo).", "")
        if self.status == self.Status.ON_SITE:
            yield from self._missing_working_date()

    def _missing_for_conclusion(self) -> Iterable[Gap]:
        yield from self._missing_working_date()
        live = self.findings.filter(withdrawn_at=None).select_related("verdict")
        open_ones = [f for f in live if not f.is_settled]
        if open_ones:
            yield Gap(
                f"Còn {len(open_ones)} ghi nhận chưa được Trưởng đoàn tổng hợp.",
                "inspections:synthesis",
            )
        if not any(f.is_printed for f in live):
            yield Gap(
                "Chưa có ghi nhận nào được đưa vào kết luận.",
                "inspections:synthesis",
            )
        if not self.minutes_signed_on and self.mode != self.Mode.PAPER:
            yield Gap("Chưa ghi ngày biên bản được ký.", "inspections:edit_meeting")
        if not (self.adoption and self.adopted_on):
            yield Gap(
                "Chưa ghi cách và ngày thông qua kết luận.",
                "inspections:edit_meeting",
            )

    def _missing_for_closing(self) -> Iterable[Gap]:
        asked = list(self.recommendations.filter(withdrawn_at=None))
        left = Task.objects.of(*asked).open().count()
        if left:
            yield Gap(
                f"Còn {left} yêu cầu, đề nghị chưa có kết quả thực hiện.", "inspections:visit"
            )

    def _missing_reason(self) -> Iterable[Gap]:
        if not self.status_reason:
            yield Gap("Hãy ghi lý do.", "")

    def _missing_new_date(self) -> Iterable[Gap]:
        if not self.planned_on or not self.round.covers(self.planned_on):
            yield Gap("Hãy chọn ngày mới trong thời gian của đợt.", "inspections:edit_visit")
