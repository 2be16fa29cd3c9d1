"""People who sign in, and what is written down about what they did."""

import unicodedata
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from accounts.kinds import ACTIONS, DETAILS
from vietnamese.text import clean, fold, person_sort_key


class LowerCaseEmailField(models.EmailField):
    """An address kept and compared in lower case: nobody has ``An@…`` beside ``an@…``."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return prepared.lower() if isinstance(prepared, str) else prepared


class User(AbstractUser):
    """Người dùng: a person with a login; what they may do comes from memberships and duties."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=120)
    # People are listed by given name and found without marks, in any database.
    sort_key = models.CharField(max_length=400, editable=False, db_index=True, default="")
    search_key = models.CharField(max_length=400, editable=False, db_index=True, default="")
    email = LowerCaseEmailField("địa chỉ thư điện tử", blank=True)
    # Asked for and not confirmed yet: good for nothing until the link sent there was used.
    email_waiting = LowerCaseEmailField("địa chỉ chờ xác nhận", blank=True, editable=False)
    email_waiting_until = models.DateTimeField(null=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta(AbstractUser.Meta):
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        constraints = (
            models.UniqueConstraint(
                fields=("email",),
                condition=~Q(email=""),
                name="email_of_one_person",
                violation_error_message="Địa chỉ thư này đã có người dùng. Hãy nhập địa chỉ khác.",
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Derived keys follow the name."""
        fields = kwargs.get("update_fields")
        if fields is None or {"full_name", "username"} & set(fields):
            self.derive_keys()
            if fields is not None:
                kwargs["update_fields"] = {*fields, "sort_key", "search_key"}
        super().save(*args, **kwargs)

    def derive_keys(self) -> None:
        """The keys under which people are listed and found; also for rows written in bulk."""
        self.full_name = clean(self.full_name)
        self.sort_key = person_sort_key(self.full_name or self.username)
        self.search_key = fold(f"{self.full_name} {self.username}")[:400]

    def get_full_name(self) -> str:
        """The name as it is written on papers."""
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, which stands last in Vietnamese."""
        return self.full_name.rpartition(" ")[2]

    def set_password(self, raw_password: str | None) -> None:
        """Set the password; ``ấ`` is one letter, whichever way the keyboard writes it."""
        super().set_password(_one_spelling(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password, in either spelling of its letters."""
        return super().check_password(_one_spelling(raw_password))


def _one_spelling(password: str | None) -> str | None:
    return password and unicodedata.normalize("NFC", password)


class AuditEvent(models.Model):
    """Sự kiện nhật ký: one deed that must never be denied or altered afterwards.

    A plain insert in the transaction of what it tells; ``seq`` and the hashes come later, when
    the sealer chains what was committed. The words are frozen copies: names change, the past
    does not. The database itself refuses to change or delete a row (``accounts/guards.py``).
    """

    seq = models.PositiveBigIntegerField("số", null=True, editable=False)
    at = models.DateTimeField("lúc", db_index=True)
    # Nobody when somebody who is not signed in, or the machine itself, did it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người thực hiện",
    )
    actor_name = models.CharField("họ và tên", max_length=160, blank=True)
    action = models.CharField("việc", max_length=40, db_index=True)
    object_type = models.CharField("loại đối tượng", max_length=80, blank=True)
    object_id = models.CharField("mã đối tượng", max_length=40, blank=True)
    object_label = models.CharField("đối tượng", max_length=300, blank=True)
    data = models.JSONField("chi tiết", default=dict)
    prev_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "sự kiện nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ("-pk",)
        indexes = (
            models.Index(name="audit_event_unsealed", fields=["id"], condition=Q(seq=None)),
            models.Index(name="audit_event_object", fields=["object_type", "object_id"]),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["seq"], name="audit_seq_once", condition=Q(seq__isnull=False)
            ),
            models.CheckConstraint(
                name="sealed_means_hashed",
                condition=Q(seq=None, hash="", prev_hash="")
                | (Q(seq__isnull=False) & ~Q(hash="") & ~Q(prev_hash="")),
            ),
        )

    def __str__(self) -> str:
        return (
            f"{self.action_label}: {self.object_label}"
            if self.object_label
            else (self.action_label)
        )

    @property
    def action_label(self) -> str:
        """The action in the words people read; one that was given up keeps its key."""
        return ACTIONS.get(self.action, self.action)

    @property
    def details(self) -> list[tuple[str, str]]:
        """Label and text of each detail that says something."""
        return [
            (DETAILS.get(key, key), _in_words(value))
            for key, value in self.data.items()
            if value not in ("", None, [], {})
        ]


def _in_words(value: Any) -> Any:
    """A detail as it is read: lists in one line, fields of a thing each with its label."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        told = ((DETAILS.get(key, key), inner) for key, inner in value.items())
        return "; ".join(f"{label}: {inner or '–'}" for label, inner in told)
    return value


class ChainHead(models.Model):
    """Đầu chuỗi nhật ký: the one row every sealer locks, so that the chain never forks."""

    seq = models.PositiveBigIntegerField("số", default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "đầu chuỗi nhật ký"
        verbose_name_plural = "đầu chuỗi nhật ký"

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


class JobRun(models.Model):
    """Lần chạy việc định kỳ: one job in one slot of time, so that none is done twice.

    It stands on the ground floor: jobs of every floor write here, and the log page reads it.
    """

    job = models.CharField("việc", max_length=40)
    # What the run is for: a day, an hour, a minute, as its job writes it.
    slot = models.CharField("kỳ", max_length=20)
    started_at = models.DateTimeField("bắt đầu")
    finished_at = models.DateTimeField("kết thúc", null=True)
    has_failed = models.BooleanField("không thành", default=False)
    note = models.TextField("kết quả", blank=True)

    class Meta:
        verbose_name = "lần chạy việc định kỳ"
        verbose_name_plural = "lần chạy việc định kỳ"
        ordering = ("-started_at", "-pk")
        constraints = (models.UniqueConstraint("job", "slot", name="job_once_a_slot"),)

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"
