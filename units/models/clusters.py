"""Clusters and who sits in them, year by year."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from units.models.tree import Unit

FIRST_YEAR, LAST_YEAR = 1990, 2100


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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The organiser stands on every seat too, where the database can hold the rule."""
        super().save(*args, **kwargs)
        self.seats.exclude(organiser=self.organiser_id).update(organiser=self.organiser_id)

    def get_absolute_url(self) -> str:
        return reverse("clusters:cluster", args=[self.pk])

    @property
    def duty_labels(self) -> dict[str, str]:
        """Duties in the words of its name: a *Khối* has a *Khối trưởng*."""
        word = "Khối" if self.name.casefold().startswith("khối") else "Cụm"
        return {
            ClusterSeat.Duty.HEAD: f"{word} trưởng",
            ClusterSeat.Duty.DEPUTY: f"{word} phó",
            ClusterSeat.Duty.MEMBER: "Thành viên",
        }


class ClusterSeat(models.Model):
    """Thành viên cụm: one unit in one cluster in one year."""

    class Duty(models.TextChoices):
        HEAD = "head", "Cụm trưởng"
        DEPUTY = "deputy", "Cụm phó"
        MEMBER = "member", "Thành viên"

    # Who leads comes first in lists.
    RANK: ClassVar[dict[str, int]] = {Duty.HEAD: 0, Duty.DEPUTY: 1, Duty.MEMBER: 2}

    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="seats", verbose_name="cụm thi đua"
    )
    # The cluster's organiser: a unit sits in one of its clusters a year, which only a column
    # of this table lets the database refuse.
    organiser = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)
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
            models.UniqueConstraint("organiser", "unit", "year", name="one_cluster_a_year"),
            models.UniqueConstraint(
                "cluster", "year", name="one_head_a_year", condition=Q(duty="head")
            ),
            models.CheckConstraint(
                name="seat_year_in_range", condition=Q(year__range=(FIRST_YEAR, LAST_YEAR))
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} – {self.cluster} {self.year}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The organiser is that of the cluster."""
        self.organiser_id = self.cluster.organiser_id
        super().save(*args, **kwargs)

    def get_duty_display(self) -> str:  # type: ignore[no-redef]
        """The duty in the words of the cluster's name."""
        return self.cluster.duty_labels[self.duty]
