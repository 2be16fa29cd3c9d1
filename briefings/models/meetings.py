"""One meeting: its states, what each still needs, its agenda."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from briefings.models.series import ItemKind, Series
from inspections.models import Round
from tasks.models import Recheck, Task, TaskQuerySet
from units.models import Unit
from vietnamese.dates import short
from vietnamese.text import clean, fold
from workflow.moves import Gap
from workflow.states import HasState


class BriefingQuerySet(models.QuerySet["Briefing"]):
    """Meetings in the language of the office."""

    def told(self) -> "BriefingQuerySet":
        """Meetings the members know of: invited, or begun without an invitation."""
        return self.filter(Q(invited_at__isnull=False) | Q(begun_at__isnull=False))

    def before(self, briefing: "Briefing") -> "BriefingQuerySet":
        """Earlier meetings of the same series that did take place."""
        earlier = Q(held_on__lt=briefing.held_on) | Q(held_on=briefing.held_on, pk__lt=briefing.pk)
        return self.filter(earlier, series=briefing.series_id, begun_at__isnull=False)

    def after(self, briefing: "Briefing") -> "BriefingQuerySet":
        """Later meetings of the same series that did take place."""
        later = Q(held_on__gt=briefing.held_on) | Q(held_on=briefing.held_on, pk__gt=briefing.pk)
        return self.filter(later, series=briefing.series_id, begun_at__isnull=False)


class Briefing(HasState, models.Model):
    """Kỳ giao ban: one meeting of the series, from its date to its conclusion."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Dự kiến"
        INVITED = "invited", "Đã gửi giấy mời"
        MEETING = "meeting", "Đang họp"
        HELD = "held", "Đã họp, chờ biên bản"
        MINUTED = "minuted", "Đang lấy ý kiến biên bản"
        CLOSED = "closed", "Đã ban hành kết luận"
        POSTPONED = "postponed", "Hoãn"
        CANCELLED = "cancelled", "Đã hủy"

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        # Begun without an invitation: a meeting entered afterwards, or called on the spot.
        Status.PLANNED: frozenset(
            {Status.INVITED, Status.MEETING, Status.POSTPONED, Status.CANCELLED}
        ),
        Status.INVITED: frozenset({Status.MEETING, Status.POSTPONED, Status.CANCELLED}),
        Status.MEETING: frozenset({Status.HELD}),
        Status.HELD: frozenset({Status.MINUTED}),
        Status.MINUTED: frozenset({Status.CLOSED, Status.HELD}),
        Status.CLOSED: frozenset({Status.HELD}),
        Status.POSTPONED: frozenset({Status.PLANNED, Status.CANCELLED}),
    }
    NOT_BEGUN: ClassVar[frozenset[str]] = frozenset(
        {Status.PLANNED, Status.INVITED, Status.POSTPONED}
    )
    WRITABLE: ClassVar[frozenset[str]] = frozenset({Status.MEETING, Status.HELD})
    TONES: ClassVar[Mapping[str, tuple[str, str]]] = {
        Status.PLANNED: ("muted", "calendar"),
        Status.INVITED: ("info", "envelope"),
        Status.MEETING: ("primary", "play-circle"),
        Status.HELD: ("warn", "pencil-square"),
        Status.MINUTED: ("info", "hourglass-split"),
        Status.CLOSED: ("ok", "check-circle"),
        Status.POSTPONED: ("muted", "pause-circle"),
        Status.CANCELLED: ("muted", "x-circle"),
    }

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="briefings", verbose_name="lịch giao ban năm"
    )
    title = models.CharField("tên kỳ giao ban", max_length=300)
    held_on = models.DateField("ngày họp")
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("thời lượng (phút)", default=120)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    host = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="briefings_hosted",
        verbose_name="đơn vị đăng cai",
    )
    # One event with a round of inspections where both are held in one session.
    round = models.ForeignKey(
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="briefings",
        verbose_name="cùng buổi với đợt kiểm tra",
    )
    report_due_on = models.DateField("hạn gửi báo cáo của đơn vị", null=True, blank=True)
    chair = models.CharField("chủ trì (họ tên, chức vụ)", max_length=200, blank=True)
    clerk = models.CharField("thư ký (họ tên, chức vụ)", max_length=200, blank=True)
    # Filled for a meeting entered afterwards from a source that does not tell everything.
    source = models.CharField("nguồn (kỳ nhập lại từ tài liệu cũ)", max_length=160, blank=True)
    conclusion_symbol = models.CharField(
        "số, ký hiệu thông báo kết luận", max_length=60, blank=True
    )
    conclusion_on = models.DateField("ngày thông báo kết luận", null=True, blank=True)
    invited_at = models.DateTimeField("gửi giấy mời lúc", null=True, editable=False)
    begun_at = models.DateTimeField("bắt đầu lúc", null=True, editable=False)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, editable=False)
    confirm_by = models.DateField("hạn cho ý kiến biên bản", null=True, editable=False)
    closed_at = models.DateTimeField("kết thúc lấy ý kiến lúc", null=True, editable=False)
    # What the members are asked to confirm, frozen when it was sent to them.
    snapshot = models.JSONField("nội dung biên bản", null=True, editable=False)
    snapshot_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # How often the minutes were sent out: after a correction everybody is asked again.
    edition = models.PositiveSmallIntegerField("lần lấy ý kiến", default=0, editable=False)
    status = models.CharField(
        "trạng thái", max_length=9, choices=Status, default=Status.PLANNED, editable=False
    )
    status_reason = models.CharField("lý do", max_length=300, blank=True, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    search_key = models.CharField(max_length=700, editable=False, db_index=True)
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=[
            *("status", "status_reason", "invited_at", "begun_at", "ended_at", "confirm_by"),
            *("closed_at", "snapshot", "snapshot_sha256", "edition", "rev", "search_key"),
        ],
    )

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ giao ban"
        verbose_name_plural = "kỳ giao ban"
        ordering = ("-held_on", "-pk")
        indexes = (models.Index(name="briefing_by_day", fields=["series", "held_on"]),)
        constraints = (
            models.CheckConstraint(
                name="briefing_minutes_in_range", condition=Q(minutes__range=(15, 960))
            ),
            models.CheckConstraint(
                name="briefing_begun_has_moment",
                condition=Q(
                    status__in=("meeting", "held", "minuted", "closed"), begun_at__isnull=False
                )
                | (~Q(status__in=("meeting", "held", "minuted", "closed")) & Q(begun_at=None)),
            ),
            models.CheckConstraint(
                name="briefing_minuted_is_frozen",
                condition=~Q(status__in=("minuted", "closed"))
                | (Q(snapshot__isnull=False, confirm_by__isnull=False) & ~Q(snapshot_sha256="")),
            ),
            models.CheckConstraint(
                name="briefing_closed_has_moment",
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="briefing_report_due_before",
                condition=Q(report_due_on=None) | Q(report_due_on__lte=models.F("held_on")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """The search key follows the words."""
        self.title = clean(self.title)
        self.search_key = fold(f"{self.title} {self.place}")[:700]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("briefings:briefing", args=[self.pk])

    @property
    def is_told(self) -> bool:
        """Whether the members know of it."""
        return self.invited_at is not None or self.begun_at is not None

    @property
    def is_writable(self) -> bool:
        """Whether attendance, outcomes and reviews may be written: during and after the meeting,
        before the minutes are sent out, so that no agenda looks finished with secret outcomes."""
        return self.status in self.WRITABLE

    def reports_are_locked(self, at: datetime) -> bool:
        """Whether reports are closed: at the hour of the meeting, or when it began before."""
        if self.status not in self.NOT_BEGUN or self.status == self.Status.POSTPONED:
            return True
        if self.starts_at is None:
            return timezone.localdate(at) > self.held_on
        begins = timezone.make_aware(datetime.combine(self.held_on, self.starts_at))
        return at >= begins

    def report_is_late(self, at: datetime) -> bool:
        """Whether a report first sent at the moment came after its day."""
        return self.report_due_on is not None and timezone.localdate(at) > self.report_due_on

    @property
    def begins_at(self) -> datetime:
        """The moment it begins; the morning where no hour is known."""
        return timezone.make_aware(datetime.combine(self.held_on, self.starts_at or time(8)))

    def carried_over(self) -> TaskQuerySet:
        """Tasks given at earlier meetings of the series, the worst first."""
        earlier = type(self).objects.before(self)
        given = AgendaItem.objects.filter(briefing__in=earlier, outcomes__is_given=True)
        kind = ContentType.objects.get_by_natural_key("briefings", "outcome")
        rows = Task.objects.filter(
            origin_type=kind, origin_id__in=given.values("outcomes"), parent=None
        )
        return rows.select_related("owner").worst_first()

    def missing_for(self, status: str, *, on: date) -> list[Gap]:
        """What the move to the status still needs, as sentences with the page that mends each."""
        needs: Mapping[str, Callable[[], Iterable[Gap]]] = {
            self.Status.INVITED: self._missing_to_invite,
            self.Status.MEETING: lambda: self._missing_to_begin(on),
            self.Status.MINUTED: lambda: self._missing_for_minutes(on),
            self.Status.CLOSED: lambda: self._missing_to_close(on),
        }
        found = needs.get(status)
        return list(found()) if found else []

    def _missing_to_invite(self) -> Iterable[Gap]:
        if self.starts_at is None:
            yield Gap("Chưa ghi giờ bắt đầu.", "briefings:edit_briefing")
        if not self.place:
            yield Gap("Chưa ghi địa điểm.", "briefings:edit_briefing")
        if not self.items.exists():
            yield Gap("Chưa có chương trình họp.", "briefings:edit_agenda")
        if not self.series.seats(self.held_on).exists():
            yield Gap(
                f"Các cụm của lịch này chưa có thành viên nào của năm {self.series.year}. "
                "Hãy thêm thành viên cụm ở mục Đơn vị, cán bộ.",
            )

    def _missing_to_begin(self, on: date) -> Iterable[Gap]:
        if on < self.held_on:
            yield Gap(
                f"Chưa đến ngày họp ({short(self.held_on)}). Nếu họp sớm hơn, hãy sửa ngày họp.",
                "briefings:edit_briefing",
            )
        if not self.items.exists():
            yield Gap("Chưa có chương trình họp.", "briefings:edit_agenda")

    def _missing_for_minutes(self, on: date) -> Iterable[Gap]:
        if not self.chair:
            yield Gap("Chưa ghi người chủ trì.", "briefings:edit_briefing")
        if not self.source:
            unmarked = self.attendances.filter(presence="").select_related("unit")
            for row in unmarked:
                yield Gap(f"{row.unit}: chưa điểm danh.", "briefings:attendance")
            if not self.attendances.exists():
                yield Gap("Chưa điểm danh.", "briefings:attendance")
        for item in self.items.prefetch_related("outcomes__owner"):
            yield from self._missing_of(item)
        yield from self._missing_reviews(on)

    def _missing_of(self, item: "AgendaItem") -> Iterable[Gap]:
        outcomes = list(item.outcomes.all())
        if not outcomes:
            yield Gap(f"Mục {item.order} “{item}” chưa có nội dung ghi.", "briefings:minutes")
        for outcome in outcomes:
            for fault in outcome.faults():
                yield Gap(f"Mục {item.order}: {fault}", f"briefings:edit_outcome#{outcome.pk}")

    def _missing_reviews(self, on: date) -> Iterable[Gap]:
        kind = ContentType.objects.get_for_model(type(self))
        seen = Recheck.objects.filter(place_type=kind, place_id=self.pk).values("task")
        # Overdue as it stood on the day of the meeting, not when somebody gets to the minutes.
        for task in self.carried_over().overdue(min(on, self.held_on)).exclude(pk__in=seen):
            yield Gap(
                f"Nhiệm vụ quá hạn của {task.owner} chưa được rà soát: “{task}”.",
                "briefings:reviews",
            )

    def _missing_to_close(self, on: date) -> Iterable[Gap]:
        if not (self.conclusion_symbol and self.conclusion_on):
            yield Gap(
                "Chưa có số, ký hiệu và ngày của thông báo kết luận.", "briefings:edit_conclusion"
            )
        answers = list(self.confirmations.filter(edition=self.edition))
        answered = {row.unit_id for row in answers}
        waiting = self.attendances.exclude(unit__in=answered).select_related("unit")
        if self.confirm_by is not None and on <= self.confirm_by:
            for row in waiting:
                yield Gap(
                    f"{row.unit} chưa cho ý kiến; hạn đến hết ngày {short(self.confirm_by)}.",
                    "briefings:confirmations",
                )
        for answer in answers:
            if answer.is_open:
                yield Gap(f"Ý kiến của {answer.unit} chưa được xử lý.", "briefings:confirmations")


class AgendaItem(models.Model):
    """Mục chương trình họp: what is dealt with, who speaks, how long."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    kind = models.CharField("loại", max_length=10, choices=ItemKind, default=ItemKind.DISCUSSION)
    title = models.CharField("nội dung", max_length=300)
    presenter = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name="đơn vị trình bày",
    )
    minutes = models.PositiveSmallIntegerField("số phút", default=10)
    documents = models.CharField("tài liệu (tên, số, ký hiệu)", max_length=300, blank=True)
    is_internal = models.BooleanField("nội bộ, đơn vị thành viên không xem", default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "mục chương trình họp"
        verbose_name_plural = "mục chương trình họp"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title
