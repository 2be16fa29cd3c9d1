"""How units begin, end and turn into others."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.models.tree import Unit


class Reorganisation(models.Model):
    """Sắp xếp tổ chức: one decision that changes units from a day on.

    ``plan`` says what will happen (``services.plans``); it is carried out once, and can be reversed
    while nothing depends on it.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "Sáp nhập"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên"
        RETITLE = "retitle", "Chuyển loại (thị xã thành thành phố…)"
        MOVE = "move", "Chuyển đơn vị cấp trên"
        DISSOLVE = "dissolve", "Giải thể"
        CREATE = "create", "Thành lập mới"
        REARRANGE = "rearrange", "Sắp xếp lại nhiều đơn vị"

    organiser = models.ForeignKey(
        Unit, models.PROTECT, related_name="reorganisations", verbose_name="đơn vị quản lý"
    )
    kind = models.CharField("loại", max_length=10, choices=Kind)
    # What happens, in words that name the units (``services.plans.title_of``).
    title = models.CharField("nội dung", max_length=200, editable=False)
    decision_symbol = models.CharField("số, ký hiệu quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    effective_on = models.DateField("có hiệu lực từ ngày")
    is_assumed = models.BooleanField("có chỗ giả định", default=False)
    note = models.TextField("ghi chú", blank=True)
    plan = models.JSONField("kế hoạch", editable=False)
    lines = models.JSONField("các thay đổi", default=list, editable=False)
    # What was typed, so that a proposal can be opened again.
    typed = models.JSONField("đã nhập", default=dict, editable=False)
    # What upper floors and seats passed on, so that it can be given back.
    handed_over = models.JSONField("việc đã chuyển giao", default=list, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    # Visits and rounds pass on the day itself, also when it was carried out ahead.
    handed_over_at = models.DateTimeField("chuyển giao lúc", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="người áp dụng",
    )
    applied_at = models.DateTimeField("áp dụng lúc", null=True, editable=False)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="người hủy bỏ",
    )
    reversed_at = models.DateTimeField("hủy bỏ lúc", null=True, editable=False)
    reversed_reason = models.CharField("lý do hủy bỏ", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "sắp xếp tổ chức"
        verbose_name_plural = "sắp xếp tổ chức"
        ordering = ("-effective_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="reversed_was_applied_and_says_why",
                condition=Q(reversed_at=None)
                | (Q(applied_at__isnull=False) & ~Q(reversed_reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title or self.get_kind_display()} từ {self.effective_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("units:reorganisation", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        """Whether it was carried out and not taken back."""
        return self.applied_at is not None and self.reversed_at is None


class SuccessionQuerySet(models.QuerySet["Succession"]):
    """Successions in force."""

    def in_force(self) -> "SuccessionQuerySet":
        """Those of reorganisations that were carried out and not taken back."""
        return self.filter(
            reorganisation__applied_at__isnull=False, reorganisation__reversed_at=None
        )

    def inherited(self, on: date) -> "SuccessionQuerySet":
        """Those by which the successor has taken over records, in effect on the day.

        Only of units that have ended: nobody reads along with a unit that goes on.
        """
        return self.in_force().filter(
            inherits=True, reorganisation__effective_on__lte=on, predecessor__valid_to__lt=on
        )


class Succession(models.Model):
    """Kế thừa: a unit, or a part of it, goes on in another.

    ``inherits``: this successor takes over the records and everything open of the predecessor.
    """

    class Part(models.TextChoices):
        WHOLE = "whole", "toàn bộ"
        PART = "part", "một phần"

    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, related_name="successions", verbose_name="sắp xếp"
    )
    predecessor = models.ForeignKey(
        Unit, models.PROTECT, related_name="successions", verbose_name="đơn vị trước"
    )
    successor = models.ForeignKey(
        Unit, models.PROTECT, related_name="origins", verbose_name="đơn vị sau"
    )
    part = models.CharField("phần", max_length=5, choices=Part, default=Part.WHOLE)
    inherits = models.BooleanField("tiếp nhận hồ sơ và việc còn mở", default=False)
    is_assumed = models.BooleanField("giả định", default=False)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        ordering = ("successor__sort_key", "predecessor__sort_key")
        constraints = (
            models.UniqueConstraint(
                "reorganisation", "predecessor", "successor", name="succession_once"
            ),
            models.UniqueConstraint(
                "reorganisation", "predecessor", name="one_heir", condition=Q(inherits=True)
            ),
            models.CheckConstraint(
                name="nobody_succeeds_itself", condition=~Q(predecessor=F("successor"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.get_part_display()})"


class UnitChange(models.Model):
    """Thay đổi của đơn vị: what one reorganisation did to one unit, and what was there before."""

    class Deed(models.TextChoices):
        CREATED = "created", "Thành lập"
        RENAMED = "renamed", "Đổi tên"
        MOVED = "moved", "Chuyển đơn vị cấp trên"
        RECEIVED = "received", "Tiếp nhận đơn vị khác"
        GAVE = "gave", "Tách một phần"
        ENDED = "ended", "Kết thúc hoạt động"

    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, related_name="changes", verbose_name="sắp xếp"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes", verbose_name="đơn vị")
    deed = models.CharField("việc", max_length=8, choices=Deed)
    # {"from": text, "to": text} for people, {"valid_to": day} for taking it back.
    facts: Any = models.JSONField("chi tiết", default=dict)

    class Meta:
        verbose_name = "thay đổi của đơn vị"
        verbose_name_plural = "thay đổi của đơn vị"
        ordering = ("reorganisation__effective_on", "pk")
        constraints = (models.UniqueConstraint("reorganisation", "unit", "deed", name="deed_once"),)

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_deed_display()}"
