"""The task: one living thing, however many papers and meetings it appears in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from units.models import Unit
from vietnamese.calendar import last_day_overdue, working_days_late
from vietnamese.text import fold, shortened
from workflow.moves import Gap
from workflow.states import HasState

SOON_DAYS = 7


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks in the language of the office."""

    def open(self) -> "TaskQuerySet":
        """Tasks that somebody still has to do something about."""
        return self.exclude(status__in=Task.ENDED)

    def overdue(self, on: date) -> "TaskQuerySet":
        """Open tasks whose term was over before the last working day; one without a term never."""
        return self.filter(status=Task.Status.OPEN, due_on__lte=last_day_overdue(on))

    def of(self, *origins: models.Model) -> "TaskQuerySet":
        """Tasks that came from these records, all of one model; parts of a task are not among
        them."""
        if not origins:
            return self.none()
        kind = ContentType.objects.get_for_model(type(origins[0]))
        return self.filter(origin_type=kind, origin_id__in=[one.pk for one in origins], parent=None)

    def worst_first(self) -> "TaskQuerySet":
        """Open before ended; the nearest or longest missed term first, then the important."""
        is_open = models.Case(
            models.When(status=Task.Status.OPEN, then=0),
            models.When(status=Task.Status.REPORTED, then=1),
            default=2,
        )
        return self.order_by(is_open, F("due_on").asc(nulls_last=True), "-importance", "pk")


class Task(HasState, models.Model):
    """Nhiệm vụ: what one unit must do by a day, for whom, and how far it is."""

    class Status(models.TextChoices):
        OPEN = "open", "Đang thực hiện"
        REPORTED = "reported", "Đã báo cáo, chờ xác nhận"
        VERIFIED = "verified", "Đã hoàn thành"
        WAIVED = "waived", "Thôi theo dõi"

    class Importance(models.IntegerChoices):
        NORMAL = 0, "Bình thường"
        HIGH = 1, "Quan trọng"

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        Status.OPEN: frozenset({Status.REPORTED, Status.WAIVED}),
        Status.REPORTED: frozenset({Status.VERIFIED, Status.OPEN}),
    }
    ENDED: ClassVar[frozenset[str]] = frozenset({Status.VERIFIED, Status.WAIVED})
    RETURNED = "Yêu cầu bổ sung"
    TONES: ClassVar[Mapping[str, tuple[str, str]]] = {
        Status.OPEN: ("primary", "play-circle"),
        Status.REPORTED: ("info", "envelope"),
        Status.VERIFIED: ("ok", "check-circle"),
        Status.WAIVED: ("muted", "x-circle"),
    }

    # What it came from: a recommendation, an assignment; this floor knows none of them.
    origin_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, editable=False, related_name="+"
    )
    origin_id = models.PositiveBigIntegerField(null=True, editable=False)
    origin = GenericForeignKey("origin_type", "origin_id")
    origin_label = models.CharField("nguồn", max_length=300, blank=True, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="parts",
        verbose_name="thuộc nhiệm vụ",
    )
    organiser = models.ForeignKey(
        Unit, models.PROTECT, related_name="tasks_given", verbose_name="đơn vị giao"
    )
    owner = models.ForeignKey(
        Unit, models.PROTECT, related_name="tasks", verbose_name="đơn vị thực hiện"
    )
    coordinators = models.ManyToManyField(
        Unit, related_name="tasks_shared", blank=True, verbose_name="đơn vị phối hợp"
    )
    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks_followed",
        verbose_name="người theo dõi",
    )
    body = models.TextField("nội dung")
    product = models.CharField("kết quả, sản phẩm cần có", max_length=300, blank=True)
    importance = models.PositiveSmallIntegerField(
        "mức độ", choices=Importance, default=Importance.NORMAL
    )
    first_due_on = models.DateField("thời hạn ban đầu", null=True, blank=True, editable=False)
    due_on = models.DateField("thời hạn", null=True, blank=True, editable=False)
    status = models.CharField(
        "trạng thái", max_length=10, choices=Status, default=Status.OPEN, editable=False
    )
    reported_at = models.DateTimeField("báo cáo lúc", null=True, editable=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    returned_at = models.DateTimeField("yêu cầu bổ sung lúc", null=True, editable=False)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    waive_reason = models.CharField("lý do thôi theo dõi", max_length=500, blank=True)
    created_at = models.DateTimeField("giao lúc", default=timezone.now, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    search_key = models.TextField(editable=False, blank=True)
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        # What a move brings along is told by the move, an extension by its row.
        excluded_fields=[
            *("status", "reported_at", "reported_by", "returned_at", "ended_at", "ended_by"),
            *("waive_reason", "due_on", "rev", "search_key", "origin_type", "origin_id"),
        ],
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ("pk",)
        indexes = (
            models.Index(name="task_by_due", fields=["status", "due_on"]),
            models.Index(name="task_by_origin", fields=["origin_type", "origin_id"]),
        )
        constraints = (
            models.CheckConstraint(name="task_has_words", condition=~Q(body="")),
            models.UniqueConstraint(
                name="one_task_an_origin",
                fields=("origin_type", "origin_id"),
                condition=Q(parent=None, origin_id__isnull=False),
            ),
            models.CheckConstraint(
                name="task_due_has_first",
                condition=Q(due_on=None, first_due_on=None)
                | Q(due_on__isnull=False, first_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="task_reported_has_moment",
                condition=~Q(status="reported")
                | Q(reported_at__isnull=False, reported_by__isnull=False),
            ),
            models.CheckConstraint(
                name="task_ended_has_moment",
                condition=Q(status__in=("verified", "waived"), ended_at__isnull=False)
                | (~Q(status__in=("verified", "waived")) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="task_verified_by_another",
                condition=~Q(status="verified", ended_by=F("reported_by")),
            ),
            models.CheckConstraint(
                name="task_waived_has_reason", condition=~Q(status="waived") | ~Q(waive_reason="")
            ),
        )

    def __str__(self) -> str:
        return shortened(self.body)

    def save(self, *args: object, **kwargs: object) -> None:
        """The search key follows the words."""
        fields = kwargs.get("update_fields")
        if fields is None or {"body", "product"} & set(fields):  # type: ignore[call-overload]
            self.search_key = fold(f"{self.body} {self.product} {self.origin_label}")
            if fields is not None:
                kwargs["update_fields"] = {*fields, "search_key"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("tasks:task", args=[self.pk])

    # The state

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status not in self.ENDED

    @property
    def is_returned(self) -> bool:
        """Whether the last report was sent back and no better one came yet."""
        return self.status == self.Status.OPEN and self.returned_at is not None

    @property
    def state_label(self) -> str:
        """The state in words; a returned task says that it was."""
        return self.RETURNED if self.is_returned else self.get_status_display()

    @property
    def state_tone(self) -> str:
        """Colour word of the state."""
        return "warn" if self.is_returned else self.TONES[self.status][0]

    def days_late(self, on: date) -> int:
        """Working days past the term: of an open task so far, of a reported or verified one when
        it was reported; 0 without a term and for one that is waived."""
        if self.due_on is None or self.status == self.Status.WAIVED:
            return 0
        reported = self.status in (self.Status.REPORTED, self.Status.VERIFIED)
        if reported and self.reported_at is not None:
            on = timezone.localdate(self.reported_at)
        return working_days_late(self.due_on, on)

    def badge(self, on: date) -> tuple[str, str]:
        """What is to be said of the term beside the state, with its colour word; empty texts
        where nothing is."""
        late = self.days_late(on)
        if self.status == self.Status.OPEN:
            if late:
                return f"Quá hạn {late} ngày làm việc", "bad"
            soon = self.due_on is not None and (self.due_on - on).days <= SOON_DAYS
            return ("Sắp đến hạn", "warn") if soon else ("", "")
        return ("Hoàn thành chậm", "warn") if late else ("", "")

    @property
    def badge_today(self) -> tuple[str, str]:
        """The badge of today, for lists."""
        return self.badge(timezone.localdate())

    def missing_for(self, status: str, *, on: date) -> list[Gap]:
        """What the move still needs, as sentences."""
        needs = {
            self.Status.REPORTED: self._missing_for_report,
            self.Status.VERIFIED: self._missing_for_end,
            self.Status.OPEN: self._missing_for_return,
            self.Status.WAIVED: self._missing_for_waiving,
        }
        return list(needs[self.Status(status)]())

    def _missing_for_report(self) -> Iterable[Gap]:
        report = self.reports.filter(verdict="").order_by("-pk").first()
        if report is None:
            yield Gap("Chưa có nội dung báo cáo kết quả thực hiện.", "tasks:report_task")
        elif not (report.cited or report.files.exists()):
            yield Gap(
                "Chưa có minh chứng: hãy tải tệp lên hoặc ghi số, ký hiệu văn bản.",
                "tasks:report_task",
            )
        yield from self._missing_parts()

    def _missing_for_end(self) -> Iterable[Gap]:
        if self.ended_by_id is not None and self.ended_by_id == self.reported_by_id:
            yield Gap("Người báo cáo không tự xác nhận được; phải có người khác xác nhận.")
        yield from self._missing_parts()

    def _missing_parts(self) -> Iterable[Gap]:
        left = self.parts.open().count() if self.pk else 0
        if left:
            yield Gap(f"Còn {left} phần việc chưa kết thúc.", "tasks:task")

    def _missing_for_return(self) -> Iterable[Gap]:
        if self.returned_at is None:
            yield Gap("Hãy ghi lý do yêu cầu bổ sung.")

    def _missing_for_waiving(self) -> Iterable[Gap]:
        if not self.waive_reason:
            yield Gap("Hãy ghi lý do thôi theo dõi.")
        yield from self._missing_parts()
