"""The series of a year: who meets how often, what always stands on the agenda, what is asked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from units.models import Cluster, ClusterSeat, Unit, holds_on
from vietnamese.text import clean, shortened
from workflow.moves import Gap
from workflow.states import HasState

FIRST_YEAR, LAST_YEAR = 1990, 2100


class ItemKind(models.TextChoices):
    """What an item of an agenda is for."""

    REPORT = "report", "Báo cáo"
    TOPIC = "topic", "Chuyên đề, tham luận"
    REVIEW = "review", "Rà soát thực hiện kết luận kỳ trước"
    DISCUSSION = "discussion", "Thảo luận"
    CONCLUSION = "conclusion", "Kết luận"


class Series(models.Model):
    """Lịch giao ban năm: meetings of one or several clusters in one year, and how they are held."""

    class Rhythm(models.TextChoices):
        MONTH = "month", "Hằng tháng"
        QUARTER = "quarter", "Hằng quý"
        HALF_YEAR = "half_year", "6 tháng một lần"
        YEAR = "year", "Mỗi năm một lần"

    organiser = models.ForeignKey(
        Unit, models.PROTECT, related_name="briefing_series", verbose_name="đơn vị tổ chức"
    )
    clusters = models.ManyToManyField(
        Cluster, related_name="briefing_series", verbose_name="cụm thi đua"
    )
    name = models.CharField("tên", max_length=200)
    year = models.PositiveSmallIntegerField("năm")
    rhythm = models.CharField("kỳ giao ban", max_length=9, choices=Rhythm, default=Rhythm.QUARTER)
    minutes = models.PositiveSmallIntegerField("thời lượng mỗi kỳ (phút)", default=120)
    report_days = models.PositiveSmallIntegerField(
        "đơn vị gửi báo cáo trước ngày họp (số ngày)", default=3
    )
    hosts_rotate = models.BooleanField("các đơn vị luân phiên đăng cai", default=False)
    is_training = models.BooleanField("lịch mẫu", default=False)
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "lịch giao ban năm"
        verbose_name_plural = "lịch giao ban năm"
        ordering = ("-year", "name", "pk")
        constraints = (
            models.CheckConstraint(
                name="series_year_in_range", condition=Q(year__range=(FIRST_YEAR, LAST_YEAR))
            ),
            models.CheckConstraint(
                name="series_minutes_in_range", condition=Q(minutes__range=(15, 960))
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("briefings:series", args=[self.pk])

    def seats(self, on: date | None = None) -> models.QuerySet[ClusterSeat]:
        """Who sits in its clusters in its year; of those, with a day, who was at work on it."""
        rows = ClusterSeat.objects.filter(cluster__in=self.clusters.all(), year=self.year)
        if on is not None:
            rows = rows.filter(holds_on(on, "unit__"))
        return rows.select_related("unit", "cluster").order_by("unit__sort_key", "pk")


class TemplateItem(models.Model):
    """Mục trong chương trình mẫu: copied into the agenda of each new meeting of the series."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="template")
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    kind = models.CharField("loại", max_length=10, choices=ItemKind, default=ItemKind.DISCUSSION)
    title = models.CharField("nội dung", max_length=300)
    minutes = models.PositiveSmallIntegerField("số phút", default=10)

    class Meta:
        verbose_name = "mục chương trình mẫu"
        verbose_name_plural = "mục chương trình mẫu"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title


class ReportField(models.Model):
    """Chỉ tiêu trong mẫu báo cáo: one figure every unit reports each time, with its target."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="report_fields")
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    label = models.CharField("chỉ tiêu", max_length=160)
    measure = models.CharField("đơn vị tính", max_length=30, blank=True)
    target = models.DecimalField(
        "chỉ tiêu năm của mỗi đơn vị", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "chỉ tiêu báo cáo"
        verbose_name_plural = "chỉ tiêu báo cáo"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.label} ({self.measure})" if self.measure else self.label


class Proposal(HasState, models.Model):
    """Nội dung đề xuất giao ban: what a unit wants to speak about, and what became of it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Đã đề xuất"
        ACCEPTED = "accepted", "Đã nhận, chờ xếp lịch"
        SCHEDULED = "scheduled", "Đã xếp vào chương trình"
        REJECTED = "rejected", "Không đưa vào chương trình"

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        Status.PROPOSED: frozenset({Status.ACCEPTED, Status.SCHEDULED, Status.REJECTED}),
        Status.ACCEPTED: frozenset({Status.SCHEDULED, Status.REJECTED}),
        Status.REJECTED: frozenset({Status.ACCEPTED}),
    }
    TONES: ClassVar[Mapping[str, tuple[str, str]]] = {
        Status.PROPOSED: ("warn", "hourglass-split"),
        Status.ACCEPTED: ("info", "check2"),
        Status.SCHEDULED: ("ok", "check-circle"),
        Status.REJECTED: ("muted", "x-circle"),
    }

    series = models.ForeignKey(Series, models.PROTECT, related_name="proposals")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="briefing_proposals", verbose_name="đơn vị đề xuất"
    )
    title = models.CharField("nội dung đề xuất", max_length=300)
    body = models.TextField("vì sao cần bàn", blank=True)
    minutes = models.PositiveSmallIntegerField("số phút cần", default=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("đề xuất lúc", default=timezone.now, editable=False)
    item = models.ForeignKey(
        "briefings.AgendaItem", models.PROTECT, null=True, related_name="proposals", editable=False
    )
    reason = models.CharField("lý do", max_length=300, blank=True, editable=False)
    status = models.CharField(
        "trạng thái", max_length=9, choices=Status, default=Status.PROPOSED, editable=False
    )
    client_id = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = "nội dung đề xuất giao ban"
        verbose_name_plural = "nội dung đề xuất giao ban"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="proposal_scheduled_has_item",
                condition=Q(status="scheduled", item__isnull=False)
                | (~Q(status="scheduled") & Q(item=None)),
            ),
            models.CheckConstraint(
                name="proposal_rejected_has_reason",
                condition=~Q(status="rejected") | ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return shortened(self.title)

    def save(self, *args: object, **kwargs: object) -> None:
        """Words in one spelling."""
        self.title = clean(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("briefings:proposals", args=[self.series_id])

    def missing_for(self, status: str, *, on: date) -> list[Gap]:
        """What the move still needs: a reason to reject, a place to schedule."""
        return list(self._missing(status))

    def _missing(self, status: str) -> Iterable[Gap]:
        if status == self.Status.REJECTED and not self.reason:
            yield Gap("Hãy ghi lý do không đưa vào chương trình để đơn vị đề xuất được biết.")
        if status == self.Status.SCHEDULED and self.item_id is None:
            yield Gap("Hãy chọn kỳ giao ban để xếp nội dung này.")
