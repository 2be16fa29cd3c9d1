"""Căn cứ: what a paper rests on, as it was in force on the paper's day.

A dated list, because a guide of 2023 cannot ground a paper of 2020. Only instruments whose text or
number is known stand here; for other days the draft asks for the words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inspections.models import Round
from reports.contents import words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer
from vietnamese.dates import short

EDIT = "reports:edit_document"
ROUND = "inspections:edit_round"


@dataclass(frozen=True)
class Ground:
    """One instrument and the days on which it is in force; without an end it still is."""

    text: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a paper of the day may rest on it."""
        return self.since <= day and (self.until is None or day <= self.until)


CHARTERS = (
    Ground("Điều lệ Đoàn TNCS Hồ Chí Minh khóa XI", date(2017, 12, 13), date(2022, 12, 15)),
    Ground("Điều lệ Đoàn TNCS Hồ Chí Minh khóa XII", date(2022, 12, 16)),
)
GUIDES = (
    Ground(
        "Hướng dẫn số 20-HD/TWĐTN-BTC ngày 12/07/2023 của Trung ương Đoàn về thực hiện Điều lệ "
        "Đoàn TNCS Hồ Chí Minh",
        date(2023, 7, 12),
    ),
)


def rules(draft: Words, day: date) -> list[str]:
    """The Union's own rules of the day; a mark where no charter of the day is known."""
    charter = [ground.text for ground in CHARTERS if ground.holds(day)]
    known = charter or [draft.gap("Điều lệ Đoàn có hiệu lực vào ngày văn bản", EDIT)]
    return known + [ground.text for ground in GUIDES if ground.holds(day)]


def lines(grounds: Iterable[str]) -> list[str]:
    """``Căn cứ …;`` one a line, the last ends with a comma (HD 29 §9)."""
    rows = [row if row.startswith("Xét") else f"Căn cứ {row}" for row in grounds]
    return [f"{row};" for row in rows[:-1]] + [f"{row}," for row in rows[-1:]]


def plan(draft: Words, round_: Round, issuer: Issuer) -> str:
    """``Kế hoạch số … ngày … của …``, with a mark for what the round does not know yet."""
    symbol = draft.known(round_.plan_symbol, "số, ký hiệu kế hoạch", ROUND)
    day = draft.known(round_.plan_on, "ngày kế hoạch", ROUND)
    return f"Kế hoạch số {symbol} ngày {day} của {issuer.body_in_text}"


def decision(draft: Words, round_: Round, issuer: Issuer) -> str:
    """``Quyết định số … ngày … của … về việc thành lập …``, with marks as above."""
    symbol = draft.known(round_.decision_symbol, "số, ký hiệu quyết định", ROUND)
    day = draft.known(round_.decided_on, "ngày quyết định", ROUND)
    team = words.team_of(round_)
    return f"Quyết định số {symbol} ngày {day} của {issuer.body_in_text} về việc thành lập {team}"


def programme(issuer: Issuer, year: int, *, is_training: bool) -> str:
    """The year's programme; with number and date when it was issued here. A paper for practice is
    no ground of a real one."""
    same = Document.objects.filter(kind="programme", year=year, issuer__unit=issuer.unit)
    issued = same.filter(status=Document.Status.ISSUED, is_training=is_training).first()
    about = f"công tác kiểm tra, giám sát năm {year} của Ban Thường vụ {words.union(issuer)}"
    if issued and issued.paper_on:
        return f"Chương trình số {issued.symbol} ngày {short(issued.paper_on)} về {about}"
    return f"Chương trình {about}"


def working_rules(issuer: Issuer) -> str:
    """The issuer's own rules of work."""
    return f"Quy chế làm việc của Ban Chấp hành, Ban Thường vụ {words.union(issuer)}"


def day_of(subject: Subject) -> date:
    """The day whose rules count: that of the round's papers, or its beginning."""
    if subject.round is None:
        return date(subject.year or 1, 1, 1)
    round_ = subject.round
    return round_.decided_on or round_.plan_on or round_.starts_on
