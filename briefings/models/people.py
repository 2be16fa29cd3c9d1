"""Who was asked, who came, what each unit reported beforehand."""

from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from briefings.models.meetings import Briefing
from units.models import Unit


class Attendance(models.Model):
    """Thành phần dự: one unit at one meeting: its answer to the invitation and its presence."""

    class Answer(models.TextChoices):
        YES = "yes", "Sẽ dự"
        SUBSTITUTE = "substitute", "Cử người dự thay"
        NO = "no", "Xin vắng"

    class Presence(models.TextChoices):
        PRESENT = "present", "Có mặt"
        SUBSTITUTE = "substitute", "Dự thay"
        EXCUSED = "excused", "Vắng có lý do"
        ABSENT = "absent", "Vắng không lý do"
        PARTLY = "partly", "Dự một phần thời gian"

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="attendances")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="briefing_attendances")
    # Named on the day of the meeting: units change, the past does not.
    unit_name = models.CharField("đơn vị", max_length=200)
    answer = models.CharField("trả lời giấy mời", max_length=10, choices=Answer, blank=True)
    presence = models.CharField("điểm danh", max_length=10, choices=Presence, blank=True)
    full_name = models.CharField("người dự (họ tên, chức vụ)", max_length=200, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "thành phần dự"
        verbose_name_plural = "thành phần dự"
        ordering = ("unit__sort_key", "pk")
        constraints = (
            models.UniqueConstraint("briefing", "unit", name="unit_once_a_briefing"),
            models.CheckConstraint(
                name="attendance_excused_has_reason",
                condition=~Q(presence="excused") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="attendance_substitute_has_name",
                condition=~(Q(presence="substitute") | Q(answer="substitute")) | ~Q(full_name=""),
            ),
        )

    def __str__(self) -> str:
        return self.unit_name

    @property
    def was_there(self) -> bool:
        """Whether somebody of the unit was in the room."""
        there = {self.Presence.PRESENT, self.Presence.SUBSTITUTE, self.Presence.PARTLY}
        return self.presence in there


class UnitReport(models.Model):
    """Báo cáo giao ban của đơn vị: figures, three results, difficulties, proposals."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="briefing_reports")
    # Key of the asked figure → the number as text: JSON knows no exact decimals.
    figures = models.JSONField("số liệu", default=dict)
    result_1 = models.TextField("kết quả nổi bật 1", blank=True)
    result_2 = models.TextField("kết quả nổi bật 2", blank=True)
    result_3 = models.TextField("kết quả nổi bật 3", blank=True)
    difficulties = models.TextField("khó khăn, hạn chế", blank=True)
    proposals = models.TextField("đề xuất, kiến nghị", blank=True)
    sent_at = models.DateTimeField("gửi lần đầu lúc", null=True, editable=False)
    updated_at = models.DateTimeField("sửa lúc", editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    is_late = models.BooleanField("gửi muộn", default=False, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "báo cáo giao ban"
        verbose_name_plural = "báo cáo giao ban"
        ordering = ("unit__sort_key", "pk")
        constraints = (
            models.UniqueConstraint("briefing", "unit", name="one_report_a_briefing"),
            models.CheckConstraint(
                name="report_late_means_sent", condition=Q(is_late=False) | Q(sent_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"Báo cáo của {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("briefings:report", args=[self.briefing_id, self.unit_id])

    @property
    def results(self) -> list[str]:
        """The results that were written."""
        return [text for text in (self.result_1, self.result_2, self.result_3) if text]

    def figure(self, field_pk: int) -> Decimal | None:
        """One figure, or nothing where none was given."""
        return number_in(self.figures, field_pk)


def number_in(figures: Mapping[str, str], field_pk: int) -> Decimal | None:
    """The figure of a field among those of a report."""
    text = figures.get(str(field_pk), "")
    return Decimal(text) if text else None
