"""The round, its topics, its teams."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from units.models import Unit
from vietnamese.text import clean, fold
from workflow.moves import Gap
from workflow.states import HasState


class Round(HasState, models.Model):
    """Đợt kiểm tra: one plan, one decision, several teams and units."""

    class Kind(models.TextChoices):
        HALF_YEAR = "half_year", "Kiểm tra định kỳ 6 tháng"
        YEAR = "year", "Kiểm tra định kỳ năm"
        THEMATIC = "thematic", "Kiểm tra chuyên đề"
        VIOLATION = "violation", "Kiểm tra khi có dấu hiệu vi phạm"
        UNANNOUNCED = "unannounced", "Kiểm tra đột xuất"
        SUPERVISION = "supervision", "Giám sát thường xuyên"
        THEMATIC_SUPERVISION = "thematic_supervision", "Giám sát chuyên đề"
        FOLLOW_UP = "follow_up", "Kiểm tra việc thực hiện kết luận"

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang chuẩn bị"
        APPROVED = "approved", "Đã ban hành kế hoạch"
        RUNNING = "running", "Đang kiểm tra"
        CLOSED = "closed", "Đã kết thúc"
        CANCELLED = "cancelled", "Đã hủy"

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        Status.DRAFT: frozenset({Status.APPROVED, Status.CANCELLED}),
        Status.APPROVED: frozenset({Status.RUNNING, Status.CANCELLED}),
        Status.RUNNING: frozenset({Status.CLOSED, Status.CANCELLED}),
    }
    ENDED: ClassVar[frozenset[str]] = frozenset({Status.CLOSED, Status.CANCELLED})
    # Supervision may run on a plan that names its members (office practice).
    WITHOUT_DECISION: ClassVar[frozenset[str]] = frozenset(
        {Kind.SUPERVISION, Kind.THEMATIC_SUPERVISION}
    )
    TONES: ClassVar[Mapping[str, tuple[str, str]]] = {
        Status.DRAFT: ("muted", "pencil"),
        Status.APPROVED: ("info", "file-earmark-check"),
        Status.RUNNING: ("primary", "play-circle"),
        Status.CLOSED: ("ok", "check-circle"),
        Status.CANCELLED: ("muted", "x-circle"),
    }

    organiser = models.ForeignKey(
        Unit, models.PROTECT, related_name="rounds", verbose_name="đơn vị tổ chức"
    )
    kind = models.CharField("loại kiểm tra", max_length=24, choices=Kind, default=Kind.YEAR)
    title = models.CharField("nội dung kiểm tra (tên đợt)", max_length=300)
    annual_theme = models.CharField("chủ đề năm", max_length=300, blank=True)
    general_content = models.TextField("nội dung chung", blank=True)
    period_from = models.DateField("mốc kiểm tra từ ngày", null=True, blank=True)
    period_to = models.DateField("mốc kiểm tra đến ngày", null=True, blank=True)
    starts_on = models.DateField("tiến hành từ ngày")
    ends_on = models.DateField("tiến hành đến ngày")
    plan_symbol = models.CharField("số, ký hiệu kế hoạch", max_length=60, blank=True)
    plan_on = models.DateField("ngày kế hoạch", null=True, blank=True)
    decision_symbol = models.CharField("số, ký hiệu quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    # Filled for a round entered afterwards from a source that does not name every paper.
    source = models.CharField("nguồn (đợt nhập lại từ tài liệu cũ)", max_length=160, blank=True)
    is_training = models.BooleanField("đợt mẫu, số lấy từ sổ tập huấn", default=False)
    status = models.CharField(
        "trạng thái", max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    search_key = models.CharField(max_length=700, editable=False, db_index=True)
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=["search_key", "status"],
    )

    class Meta:
        verbose_name = "đợt kiểm tra"
        verbose_name_plural = "đợt kiểm tra"
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="round_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="round_period_in_order",
                condition=Q(period_from=None)
                | Q(period_to=None)
                | Q(period_to__gte=F("period_from")),
            ),
            models.CheckConstraint(
                name="round_approved_has_plan_or_source",
                condition=Q(status__in=("draft", "cancelled"))
                | ~Q(source="")
                | (~Q(plan_symbol="") & Q(plan_on__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """The search key follows the words."""
        self.title = clean(self.title)
        self.search_key = fold(f"{self.title} {self.annual_theme}")[:700]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("inspections:round", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        """Whether its plan was issued: a change then wants a reason."""
        return self.status in (self.Status.APPROVED, self.Status.RUNNING)

    @property
    def organiser_name(self) -> str:
        """What the organiser was called when the round began."""
        return self.organiser.name_on(self.starts_on)

    @property
    def needs_decision(self) -> bool:
        """Whether this kind of inspection requires a decision that sets up the team."""
        return self.kind not in self.WITHOUT_DECISION

    def covers(self, day: date) -> bool:
        """Whether the day lies within the dates of the round."""
        return self.starts_on <= day <= self.ends_on

    def missing_for(self, status: str, *, on: date) -> list[Gap]:
        """What the move to the status still needs, as sentences with the page that mends each."""
        if status == self.Status.APPROVED:
            return [*self._missing_papers(), *self._missing_teams(), *self._misplaced_visits()]
        if status == self.Status.CLOSED:
            return self._open_visits()
        if status == self.Status.CANCELLED:
            return self._begun_visits()
        return []

    def _missing_papers(self) -> Iterable[Gap]:
        if self.source:
            return
        if not (self.plan_symbol and self.plan_on):
            yield Gap("Chưa có số, ký hiệu và ngày của kế hoạch.", "inspections:edit_round")
        if self.needs_decision and not (self.decision_symbol and self.decided_on):
            yield Gap(
                "Chưa có số, ký hiệu và ngày của quyết định thành lập Đoàn kiểm tra.",
                "inspections:edit_round",
            )
        if not (self.period_from and self.period_to):
            yield Gap("Chưa ghi mốc thời gian kiểm tra.", "inspections:edit_round")

    def _missing_teams(self) -> Iterable[Gap]:
        teams = list(self.teams.prefetch_related("members"))
        if not teams:
            yield Gap("Chưa có Đoàn kiểm tra.", "inspections:add_team")
        for team in teams:
            if team.leader is None:
                yield Gap(f"“{team.name}” chưa có Trưởng đoàn.", "inspections:round")

    def _misplaced_visits(self) -> Iterable[Gap]:
        visits = list(self.visits.select_related("unit"))
        if not visits:
            yield Gap("Chưa chọn đơn vị được kiểm tra.", "inspections:add_visit")
        for visit in visits:
            if visit.team_id is None:
                yield Gap(
                    f"{visit.unit_name} chưa được phân về Đoàn kiểm tra nào.", "inspections:round"
                )
            if visit.planned_on and not self.covers(visit.planned_on):
                yield Gap(
                    f"Ngày làm việc với {visit.unit_name} nằm ngoài thời gian của đợt.",
                    "inspections:round",
                )

    def _begun_visits(self) -> list[Gap]:
        begun = self.visits.filter(worked_on__isnull=False).exclude(status="cancelled")
        return [
            Gap(f"Đã làm việc với {visit.unit_name} nên không hủy được đợt.", "inspections:round")
            for visit in begun.select_related("unit")
        ]

    def _open_visits(self) -> list[Gap]:
        left = self.visits.exclude(status__in=("closed", "cancelled")).select_related("unit")
        return [
            Gap(f"{visit.unit_name}: {visit.get_status_display().lower()}.", "inspections:round")
            for visit in left
        ]


class Topic(models.Model):
    """Chuyên đề: one subject a round looks into in depth."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="topics", verbose_name="đợt")
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    title = models.CharField("chuyên đề", max_length=300)
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "chuyên đề"
        verbose_name_plural = "chuyên đề"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title


class Team(models.Model):
    """Đoàn kiểm tra: the people one decision sends to some of the round's units."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="teams", verbose_name="đợt")
    name = models.CharField("tên", max_length=120, default="Đoàn kiểm tra")
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "Đoàn kiểm tra"
        verbose_name_plural = "Đoàn kiểm tra"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint("round", "name", name="team_name_once_a_round"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("inspections:edit_team", args=[self.pk])

    @property
    def leader(self) -> "TeamMember | None":
        """The team's head, when there is one (reads prefetched members)."""
        heads = [m for m in self.members.all() if m.duty == TeamMember.Duty.LEADER]
        return heads[0] if heads else None


class TeamMember(models.Model):
    """Thành viên Đoàn kiểm tra: one person with one duty in one team."""

    class Duty(models.TextChoices):
        LEADER = "leader", "Trưởng đoàn"
        DEPUTY = "deputy", "Phó Trưởng đoàn"
        CLERK = "clerk", "Thư ký"
        MEMBER = "member", "Thành viên"

    # Who puts the members' findings together.
    LEADS: ClassVar[frozenset[str]] = frozenset({Duty.LEADER, Duty.DEPUTY})

    team = models.ForeignKey(Team, models.PROTECT, related_name="members", verbose_name="Đoàn")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="team_duties",
        verbose_name="tài khoản",
    )
    full_name = models.CharField("họ và tên", max_length=120)
    position = models.CharField("chức vụ", max_length=160)
    duty = models.CharField("nhiệm vụ", max_length=8, choices=Duty, default=Duty.MEMBER)
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "thành viên Đoàn kiểm tra"
        verbose_name_plural = "thành viên Đoàn kiểm tra"
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                "team",
                "user",
                name="account_once_a_team",
                condition=Q(user__isnull=False),
                violation_error_message="Tài khoản này đã có trong Đoàn kiểm tra.",
            ),
            models.UniqueConstraint(
                "team",
                "full_name",
                "position",
                name="person_once_a_team",
                violation_error_message="Người này đã có trong Đoàn kiểm tra.",
            ),
            models.UniqueConstraint(
                "team",
                name="one_leader_a_team",
                condition=Q(duty="leader"),
                violation_error_message="Đoàn kiểm tra chỉ có một Trưởng đoàn.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.full_name} – {self.get_duty_display()}"
