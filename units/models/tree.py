"""The tree of units: what each is today, and what it was called and stood under before."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from units.models.periods import Period, PeriodQuerySet, ends_after_it_begins, holds_on
from vietnamese.text import clean, fold, sort_key


def under(path: str, prefix: str = "") -> Q:
    """Condition "the path is this one or below it"; ``prefix`` is the way to the unit.

    A range, not a LIKE: both databases walk the index (paths compare byte by byte).
    """
    return Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": f"{path[:-1]}0"})


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units in the language of the office."""

    def existing_on(self, day: date) -> "UnitQuerySet":
        """Units that had begun and had not ended on the day."""
        return self.filter(holds_on(day))

    def at_or_below(self, unit: "Unit") -> "UnitQuerySet":
        """The unit and everything under it."""
        return self.filter(under(unit.path))

    def children_of(self, parent: "Unit", day: date) -> "UnitQuerySet":
        """Units that stood directly under the parent on the day."""
        placed = holds_on(day, "placements__") & Q(placements__parent=parent)
        return self.existing_on(day).filter(placed)

    def counting_children(self, day: date) -> "UnitQuerySet":
        """The same rows, each with the number of units directly under it on the day."""
        placed = Placement.objects.on(day).filter(parent=OuterRef("pk")).order_by()
        counted = placed.values("parent").annotate(n=Count("pk")).values("n")
        return self.annotate(child_count=Coalesce(Subquery(counted), 0))

    def with_words(self, folded: str) -> "UnitQuerySet":
        """Units in whose names every word of the folded text occurs."""
        rows = self
        for word in folded.split():
            rows = rows.filter(search_key__contains=word)
        return rows if folded else self.none()

    def named_on(self, day: date) -> "UnitQuerySet":
        """The same rows, each with the ``name_then`` and ``kind_then`` of the day."""
        then = UnitName.objects.on(day).filter(unit=OuterRef("pk"))
        return self.annotate(
            name_then=Coalesce(Subquery(then.values("short_name")[:1]), F("short_name")),
            kind_then=Coalesce(Subquery(then.values("kind")[:1]), F("kind")),
        )


class Unit(Period):
    """Đơn vị: one union of the tree, from the province down to a base.

    ``code`` is our own key and never changes. Name, kind, parent and path are those of today
    (of the last day, when it ended), kept from the dated rows by ``refresh_today``.
    """

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
    is_sample = models.BooleanField("đơn vị mẫu", default=False)
    note = models.TextField("ghi chú", blank=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    # Every name it ever had, so that an old paper's name still finds it.
    search_key = models.CharField(max_length=1000, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ("sort_key", "pk")
        # A search walks names in their order and reads nothing but this index for who is not found.
        indexes = (
            models.Index(
                fields=["sort_key", "id", "search_key", "path"], name="unit_search_in_order"
            ),
        )
        constraints = (ends_after_it_begins("unit_ends_after_it_begins"),)

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Derived keys follow the names and the parent."""
        self.name, self.short_name = clean(self.name), clean(self.short_name)
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        self.sort_key = sort_key(self.short_name)
        self.search_key = self.search_key_with(self._names_ever())
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def _names_ever(self) -> Iterable[tuple[str, str]]:
        if self.pk is None:
            return ()
        return self.names.exclude(name=self.name, short_name=self.short_name).values_list(
            "short_name", "name"
        )

    def search_key_with(self, others: Iterable[tuple[str, str]]) -> str:
        """Folded words of today's names, the own key, and names of other days."""
        words = [self.short_name, self.name, self.code, *(word for pair in others for word in pair)]
        return fold(" ".join(words))[:1000]

    def get_absolute_url(self) -> str:
        return reverse("units:unit", args=[self.code])

    @property
    def depth(self) -> int:
        """Steps below the root; the root itself is 0."""
        return self.path.count("/") - 1

    @property
    def kind_label(self) -> str:
        """The kind in words; that of the day where rows were asked for a day."""
        kind: str = self.__dict__.get("kind_then") or self.kind
        return str(self.Kind(kind).label)

    def is_at_or_below(self, other: "Unit") -> bool:
        """Whether this unit is the other one or stands under it."""
        return self.path.startswith(other.path)

    def name_on(self, day: date | None) -> str:
        """What the unit was called on the day; today's name where nothing else is known."""
        rows = self.names.all() if day else ()
        return next((row.short_name for row in rows if row.holds(day)), self.short_name)  # type: ignore[arg-type]

    def now_called(self, then: str) -> str:
        """Today's name, or that of who took over; empty where it is the name of then."""
        today = timezone.localdate()
        if self.valid_to is None or self.valid_to >= today:
            return "" if self.short_name == then else self.short_name
        rows = self.successions.in_force().filter(reorganisation__effective_on__lte=today)
        heirs = list(rows.select_related("successor").order_by("-inherits", "pk")[:2])
        if not heirs:
            return ""
        alone = heirs[0].inherits or len(heirs) == 1
        return str(heirs[0].successor) if alone else "đã chia thành nhiều đơn vị"

    def parent_on(self, day: date) -> "Unit | None":
        """The unit it stood under on the day."""
        row = self.placements.on(day).select_related("parent").first()
        return row.parent if row else None


class UnitName(Period):
    """Tên gọi theo thời gian: name and kind of a unit from a day to a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name="đơn vị")
    name = models.CharField("tên đầy đủ", max_length=200)
    short_name = models.CharField("tên gọi", max_length=120)
    kind = models.CharField("loại", max_length=12, choices=Unit.Kind)
    is_assumed = models.BooleanField("giả định", default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "tên gọi của đơn vị"
        verbose_name_plural = "tên gọi của đơn vị"
        ordering = ("unit", F("valid_from").asc(nulls_first=True))
        constraints = (ends_after_it_begins("name_ends_after_it_begins"),)

    def __str__(self) -> str:
        return self.short_name


class Placement(Period):
    """Quan hệ trực thuộc: what a unit stands under from a day to a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements", verbose_name="đơn vị")
    parent = models.ForeignKey(
        Unit, models.PROTECT, related_name="placed", verbose_name="trực thuộc"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "quan hệ trực thuộc"
        verbose_name_plural = "quan hệ trực thuộc"
        ordering = ("unit", F("valid_from").asc(nulls_first=True))
        constraints = (
            ends_after_it_begins("placement_ends_after_it_begins"),
            models.CheckConstraint(name="not_under_itself", condition=~Q(unit=F("parent"))),
        )

    def __str__(self) -> str:
        return f"{self.unit} trực thuộc {self.parent}"


class OfficialCode(Period):
    """Mã hành chính: the State's code of the unit's area; codes are used again by others later."""

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="official_codes", verbose_name="đơn vị"
    )
    code = models.CharField("mã hành chính", max_length=10, db_index=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "mã hành chính"
        verbose_name_plural = "mã hành chính"
        ordering = ("unit", F("valid_from").asc(nulls_first=True))
        constraints = (ends_after_it_begins("official_code_ends_after_it_begins"),)

    def __str__(self) -> str:
        return self.code


def name_then(unit: str, *days: str) -> Coalesce:
    """Column: the name of the unit behind the key ``unit`` on the first of the days that is set."""
    day = Coalesce(*(OuterRef(name) for name in days)) if len(days) > 1 else OuterRef(days[0])
    rows: QuerySet[UnitName] = UnitName.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day),
        Q(valid_to=None) | Q(valid_to__gte=day),
        unit=OuterRef(unit),
    )
    return Coalesce(Subquery(rows.values("short_name")[:1]), F(f"{unit}__short_name"))
