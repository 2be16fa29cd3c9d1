"""Clusters and who sits in them, year by year."""

from django.db import models
from django.db.models import Q

from units.models.tree import Unit


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
