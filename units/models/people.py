"""Who belongs to a unit, who signs for it, its terms."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from units.models.tree import Unit


class Term(models.Model):
    """Nhiệm kỳ: from the day after one congress to the closing day of the next (HD 29 §3)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="terms", verbose_name="đơn vị")
    name = models.CharField("tên", max_length=60)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "nhiệm kỳ"
        verbose_name_plural = "nhiệm kỳ"
        ordering = ("unit", F("starts_on").asc(nulls_first=True))
        constraints = (models.UniqueConstraint("unit", "name", name="term_once_per_unit"),)

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day."""

    def current(self, on: date) -> "MembershipQuerySet":
        """Memberships in force on the day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
        )


class Membership(models.Model):
    """Tư cách trong đơn vị: what a person may do there, from a day to a day."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "Quản trị hệ thống"
        OFFICER = "officer", "Chuyên viên tham mưu"
        LEADER = "leader", "Lãnh đạo duyệt, ký"
        REGISTRAR = "registrar", "Văn thư"
        UNIT_OFFICER = "unit_officer", "Cán bộ đơn vị"

    # Who runs rounds and reads the whole subtree, as against who reads only their own unit.
    STAFF: ClassVar[frozenset[str]] = frozenset(
        {Role.ADMINISTRATOR, Role.OFFICER, Role.LEADER, Role.REGISTRAR}
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="người"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name="đơn vị"
    )
    role = models.CharField("vai trò", max_length=16, choices=Role)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "tư cách"
        verbose_name_plural = "tư cách"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint("user", "unit", "role", name="membership_once"),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.unit}"


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Officers by day."""

    def entitled_to_sign(self, unit: Unit, on: date) -> "OfficerQuerySet":
        """Officers of the unit who may sign its papers on the day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on),
            Q(valid_to=None) | Q(valid_to__gte=on),
            unit=unit,
            may_sign=True,
        )


class Officer(models.Model):
    """Cán bộ chủ chốt: a person in a position of a unit, from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="đơn vị")
    full_name = models.CharField("họ và tên", max_length=120)
    position = models.CharField("chức vụ", max_length=120)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    may_sign = models.BooleanField("được ký văn bản", default=False)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "cán bộ chủ chốt"
        verbose_name_plural = "cán bộ chủ chốt"
        ordering = ("unit", "pk")

    def __str__(self) -> str:
        return f"{self.full_name} – {self.position}"
