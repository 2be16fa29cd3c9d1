"""The tree of units."""

from datetime import date

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
