"""Units of the Union, who belongs to them, who signs for them."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from vietnamese.text import clean, fold, sort_key


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units in the language of the office."""

    def existing_on(self, day: date) -> "UnitQuerySet":
        """Units that had begun and had not ended on the day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def at_or_below(self, unit: "Unit") -> "UnitQuerySet":
        """The unit and everything under it."""
        return self.filter(path__startswith=unit.path)


class Unit(models.Model):
    """Đơn vị: one union of the tree, from the province down to a base."""

    class Kind(models.TextChoices):
        PROVINCE = "province", "Tỉnh đoàn"
        DISTRICT = "district", "Đoàn cấp huyện"
        COMMUNE = "commune", "Đoàn cấp xã"
        DIRECT = "direct", "Đoàn trực thuộc"
        BASE = "base", "Đoàn cơ sở"
        BRANCH = "branch", "Chi đoàn"

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên đầy đủ", max_length=200)
    short_name = models.CharField("tên gọi", max_length=120)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    # Codes from the root, each followed by a slash; the parent is the truth, this follows it.
    path = models.CharField(max_length=400, editable=False, db_index=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    is_sample = models.BooleanField("đơn vị mẫu", default=False)
    note = models.TextField("ghi chú", blank=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ("sort_key", "pk")
        constraints = (
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Derived keys follow the names and the parent."""
        self.name, self.short_name = clean(self.name), clean(self.short_name)
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        self.sort_key = sort_key(self.short_name)
        self.search_key = fold(f"{self.short_name} {self.name}")[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("units:unit", args=[self.code])

    @property
    def depth(self) -> int:
        """Steps below the root; the root itself is 0."""
        return self.path.count("/") - 1

    def is_at_or_below(self, other: "Unit") -> bool:
        """Whether this unit is the other one or stands under it."""
        return self.path.startswith(other.path)


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


class Cluster(models.Model):
    """Cụm thi đua: units that meet and compete together, set up by the unit above them."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=160)
    organiser = models.ForeignKey(
        Unit, models.PROTECT, related_name="clusters", verbose_name="đơn vị tổ chức"
    )
    name_is_assumed = models.BooleanField("tên giả định", default=False)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "cụm thi đua"
        verbose_name_plural = "cụm thi đua"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class ClusterSeat(models.Model):
    """Thành viên cụm: one unit in one cluster in one year."""

    class Duty(models.TextChoices):
        HEAD = "head", "Cụm trưởng"
        DEPUTY = "deputy", "Cụm phó"
        MEMBER = "member", "Thành viên"

    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="seats", verbose_name="cụm thi đua"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    duty = models.CharField("vai trò", max_length=8, choices=Duty, default=Duty.MEMBER)
    is_assumed = models.BooleanField("giả định", default=False)

    class Meta:
        verbose_name = "thành viên cụm"
        verbose_name_plural = "thành viên cụm"
        ordering = ("cluster", "year", "unit__sort_key")
        constraints = (
            models.UniqueConstraint("cluster", "unit", "year", name="seat_once_a_year"),
            models.UniqueConstraint(
                "cluster", "year", name="one_head_a_year", condition=Q(duty="head")
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} – {self.cluster} {self.year}"
