"""What is recorded on a visit: findings, recommendations, requests, attendance."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from inspections.models.rounds import Round, Topic
from inspections.models.visits import Visit
from vietnamese.text import shortened


class FieldRecordQuerySet(models.QuerySet["FieldRecord"]):
    """Records in the language of the office."""

    def live(self) -> "FieldRecordQuerySet":
        """Records that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class FieldRecord(models.Model):
    """What one person writes down on site; never deleted, only withdrawn with a reason.

    ``client_id`` is given by the phone, so that a resend finds the row; ``rev`` grows with each
    change, so that a stale page cannot overwrite somebody's newer text.
    """

    # What a person may change in it; everything else is given once.
    EDITABLE: ClassVar[tuple[str, ...]] = ()

    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="người ghi",
    )
    created_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True, editable=False)

    objects = FieldRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """Whether the author took it back."""
        return self.withdrawn_at is not None


class Finding(FieldRecord):
    """Ghi nhận: one thing seen, of one visit or of the whole round (``visit`` empty)."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Ưu điểm"
        SHORTCOMING = "shortcoming", "Hạn chế, khuyết điểm"
        VIOLATION = "violation", "Dấu hiệu vi phạm"
        GOOD_MODEL = "good_model", "Mô hình, cách làm hay"
        TO_CLARIFY = "to_clarify", "Nội dung cần làm rõ"

    TONES: ClassVar[Mapping[str, str]] = {
        Kind.STRENGTH: "ok",
        Kind.SHORTCOMING: "warn",
        Kind.VIOLATION: "bad",
        Kind.GOOD_MODEL: "primary",
        Kind.TO_CLARIFY: "info",
    }
    EDITABLE = ("kind", "topic", "body", "cause")

    round = models.ForeignKey(Round, models.PROTECT, related_name="findings", editable=False)
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="findings", editable=False
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chuyên đề"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind)
    body = models.TextField("nội dung")
    cause = models.TextField("nguyên nhân", blank=True)
    source = models.CharField("nguồn", max_length=160, blank=True, editable=False)
    search_key = models.TextField(editable=False, blank=True)
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=["search_key"],
    )

    class Meta:
        verbose_name = "ghi nhận"
        verbose_name_plural = "ghi nhận"
        ordering = ("topic__order", "pk")
        constraints = (models.CheckConstraint(name="finding_has_words", condition=~Q(body="")),)

    def __str__(self) -> str:
        return shortened(self.body)

    @property
    def tone(self) -> str:
        """Colour word of its kind."""
        return self.TONES[self.kind]

    @property
    def current_verdict(self) -> "Verdict | None":
        """The lead's verdict, unless the finding was changed after it."""
        verdict: Verdict | None = getattr(self, "verdict", None)
        return verdict if verdict and verdict.finding_rev == self.rev else None

    @property
    def is_settled(self) -> bool:
        """Whether the lead decided on the words as they stand; unclear things must be dropped
        or first be turned into another kind."""
        verdict = self.current_verdict
        if verdict is None:
            return False
        return self.kind != self.Kind.TO_CLARIFY or verdict.decision == Verdict.Decision.DROP

    @property
    def is_printed(self) -> bool:
        """Whether its words (as decided) stand in the conclusion."""
        verdict = self.current_verdict
        return bool(verdict and verdict.decision in Verdict.PRINTED) and (
            self.kind != self.Kind.TO_CLARIFY
        )

    @property
    def printed_body(self) -> str:
        """The words the conclusion takes: the lead's, or the member's own."""
        verdict = self.current_verdict
        return verdict.body if verdict and verdict.body else self.body


class Verdict(models.Model):
    """Ý kiến tổng hợp: what the lead decides on one finding; the member's text stays."""

    class Decision(models.TextChoices):
        ACCEPT = "accept", "Nhận"
        MERGE = "merge", "Gộp"
        REWORD = "reword", "Sửa câu chữ"
        DROP = "drop", "Bỏ"

    PRINTED: ClassVar[frozenset[str]] = frozenset({Decision.ACCEPT, Decision.REWORD})

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="verdict")
    finding_rev = models.PositiveIntegerField()
    decision = models.CharField("ý kiến", max_length=8, choices=Decision)
    body = models.TextField("câu chữ trong kết luận", blank=True)
    merged_into = models.ForeignKey(
        Finding,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="gộp vào",
    )
    reason = models.CharField("lý do bỏ", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người quyết định"
    )
    decided_at = models.DateTimeField("lúc", auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "ý kiến tổng hợp"
        verbose_name_plural = "ý kiến tổng hợp"
        constraints = (
            models.CheckConstraint(
                name="drop_has_reason", condition=~Q(decision="drop") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="merge_has_target",
                condition=Q(decision="merge", merged_into__isnull=False)
                | (~Q(decision="merge") & Q(merged_into__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return self.get_decision_display()


class Recommendation(FieldRecord):
    """Yêu cầu, đề nghị: what the team asks of the unit, with or without a date.

    When its visit is concluded it becomes a task; what comes of it stands there alone.
    """

    EDITABLE = ("body", "due_on")

    round = models.ForeignKey(Round, models.PROTECT, related_name="recommendations", editable=False)
    visit = models.ForeignKey(
        Visit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        editable=False,
    )
    body = models.TextField("nội dung")
    due_on = models.DateField("thời hạn", null=True, blank=True)
    source = models.CharField("nguồn", max_length=160, blank=True, editable=False)
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "yêu cầu, đề nghị"
        verbose_name_plural = "yêu cầu, đề nghị"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(name="recommendation_has_words", condition=~Q(body="")),
        )

    def __str__(self) -> str:
        return shortened(self.body)

    def get_absolute_url(self) -> str:
        return (self.visit or self.round).get_absolute_url()


class UnitRequest(FieldRecord):
    """Kiến nghị của đơn vị: what the unit asks of those above, and what it was answered."""

    EDITABLE = ("body", "answer")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="unit_requests", editable=False)
    body = models.TextField("nội dung")
    answer = models.TextField("trả lời tại buổi làm việc", blank=True)
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "kiến nghị của đơn vị"
        verbose_name_plural = "kiến nghị của đơn vị"
        ordering = ("pk",)
        constraints = (models.CheckConstraint(name="request_has_words", condition=~Q(body="")),)

    def __str__(self) -> str:
        return shortened(self.body)


class Attendance(FieldRecord):
    """Thành phần dự: one person at the working session."""

    class Side(models.TextChoices):
        TEAM = "team", "Đoàn kiểm tra"
        UNIT = "unit", "Đơn vị được kiểm tra"
        PARTY = "party", "Đại diện cấp ủy"
        GUEST = "guest", "Khách mời"

    class Presence(models.TextChoices):
        PRESENT = "present", "Có mặt"
        SUBSTITUTE = "substitute", "Dự thay"
        EXCUSED = "excused", "Vắng có lý do"
        ABSENT = "absent", "Vắng không lý do"
        PARTLY = "partly", "Dự một phần thời gian"

    EDITABLE = ("full_name", "position", "side", "presence")
    THERE: ClassVar[frozenset[str]] = frozenset(
        {Presence.PRESENT, Presence.SUBSTITUTE, Presence.PARTLY}
    )

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attendances", editable=False)
    full_name = models.CharField("họ và tên", max_length=120)
    position = models.CharField("chức vụ", max_length=160, blank=True)
    side = models.CharField("thành phần", max_length=6, choices=Side, default=Side.UNIT)
    presence = models.CharField(
        "tình trạng", max_length=10, choices=Presence, default=Presence.PRESENT
    )
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "thành phần dự"
        verbose_name_plural = "thành phần dự"
        ordering = ("side", "pk")
        constraints = (
            models.CheckConstraint(name="attendance_has_name", condition=~Q(full_name="")),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def was_there(self) -> bool:
        """Whether the person took part, wholly or partly."""
        return self.presence in self.THERE
