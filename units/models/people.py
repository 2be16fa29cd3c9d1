"""Who belongs to a unit, who signs for it, its terms."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from units.models.periods import Period, ends_after_it_begins, holds_on
from units.models.tree import Unit
from vietnamese.text import clean, person_sort_key


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
        """Memberships in force on the day; one ended at once no longer on its last day."""
        return self.filter(holds_on(on)).exclude(ended_at_once=True, valid_to=on)

    def begun(self, on: date) -> "MembershipQuerySet":
        """Memberships whose first day has come, ended or not."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on))

    def held(self, on: date) -> "MembershipQuerySet":
        """Memberships that give something on the day or later: neither they nor their unit have
        ended. The opposite of ``has_ended``, as a condition."""
        lasts = Q(valid_to=None) | Q(valid_to__gte=on)
        unit_lasts = Q(unit__valid_to=None) | Q(unit__valid_to__gte=on)
        return self.filter(lasts, unit_lasts).exclude(ended_at_once=True, valid_to__isnull=False)

    def of_heads(self) -> "MembershipQuerySet":
        """Memberships of those who head a unit, with accounts in use."""
        return self.filter(role__in=Membership.HEADS, user__is_active=True)


class Membership(Period):
    """Tư cách trong đơn vị: what a person may do there, from a day to a day.

    Periods of the same person, unit and role never overlap: the database refuses them
    (``units/guards.py``, migration 0012).
    """

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
    # Who answers for the unit's own people.
    HEADS: ClassVar[frozenset[str]] = frozenset({Role.ADMINISTRATOR, Role.LEADER})
    # Who looks after the people of the units below.
    CARERS: ClassVar[frozenset[str]] = frozenset({Role.ADMINISTRATOR, Role.OFFICER, Role.LEADER})

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="người"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name="đơn vị"
    )
    role = models.CharField("vai trò", max_length=16, choices=Role)
    # Ended in the middle of its last day: then it does not count on that day any more.
    ended_at_once = models.BooleanField("kết thúc ngay", default=False)
    end_reason = models.CharField("lý do kết thúc", max_length=300, blank=True)
    # The last day there was before somebody ended it: what reopening brings back.
    agreed_to = models.DateField("ngày cuối đã định", null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "tư cách"
        verbose_name_plural = "tư cách"
        ordering = ("pk",)
        constraints = (ends_after_it_begins("membership_ends_after_it_begins"),)

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.unit}"

    def counts_on(self, day: date) -> bool:
        """Whether it is in force on the day, as ``MembershipQuerySet.current`` asks it."""
        return self.holds(day) and not (self.ended_at_once and self.valid_to == day)

    @property
    def has_ended(self) -> bool:
        """Whether it counts no more: by its own last day, or because its unit has ended."""
        today = timezone.localdate()
        if self.unit.valid_to is not None and self.unit.valid_to < today:
            return True
        if self.valid_to is None:
            return False
        return self.ended_at_once or self.valid_to < today

    @property
    def is_to_come(self) -> bool:
        """Whether its first day has not come yet."""
        return self.valid_from is not None and self.valid_from > timezone.localdate()


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Officers by day."""

    def entitled_to_sign(self, unit: Unit, on: date) -> "OfficerQuerySet":
        """Officers of the unit who may sign its papers on the day."""
        return self.filter(holds_on(on), unit=unit, may_sign=True)

    def serving(self, on: date) -> "OfficerQuerySet":
        """In office on the day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def left(self, on: date) -> "OfficerQuerySet":
        """No longer in office on the day."""
        return self.filter(valid_to__lt=on)


class Officer(Period):
    """Cán bộ chủ chốt: a person in a position of a unit, from a day to a day.

    Issued papers keep their signer: a row ends, it is never deleted.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="đơn vị")
    full_name = models.CharField("họ và tên", max_length=120)
    position = models.CharField("chức vụ", max_length=120)
    may_sign = models.BooleanField("được ký văn bản", default=False)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True, default="")

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "cán bộ chủ chốt"
        verbose_name_plural = "cán bộ chủ chốt"
        ordering = ("unit", "sort_key", "pk")
        constraints = (ends_after_it_begins("officer_ends_after_it_begins"),)

    def __str__(self) -> str:
        return f"{self.full_name} – {self.position}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The key of lists follows the name."""
        fields = kwargs.get("update_fields")
        if fields is None or "full_name" in fields:
            self.derive_key()
            if fields is not None:
                kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)

    def derive_key(self) -> None:
        """The key under which officers are listed; also for rows written in bulk."""
        self.full_name = clean(self.full_name)
        self.sort_key = person_sort_key(self.full_name)
