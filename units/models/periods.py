"""Facts that hold from a day to a day."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q


def holds_on(day: date, prefix: str = "") -> Q:
    """Condition "in force on the day"; an open end stands for always."""
    return (Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": day})) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    )


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """The database refuses a period that ends before it begins."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        violation_error_message="Ngày kết thúc không được trước ngày bắt đầu.",
    )


class PeriodQuerySet(models.QuerySet[Any]):
    """Dated rows by day."""

    def on(self, day: date) -> Self:
        """Rows in force on the day."""
        return self.filter(holds_on(day))


class Period(models.Model):
    """Khoảng thời gian: both days belong to it; an empty one means "always"."""

    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, day: date) -> bool:
        """Whether the row is in force on the day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or self.valid_to >= day)
