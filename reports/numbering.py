"""Numbers of papers: one locked register row, taken only inside the transaction that uses them.

HD 29 §3: consecutive per kind and term of the issuing union; a team counts all its papers in one
register of its own from 01. A number is taken for a paper that is issued, for one that was made
elsewhere, or to be kept for somebody; all three ask here, so none is given twice.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from inspections.models import Team
from reports.models import Document, Entry, Issuer, Register
from units.models import Term


class NoRegister(Exception):
    """No register can be used; the text says what to do."""


@dataclass(frozen=True)
class Place:
    """What decides which register counts a paper; no two registers have the same."""

    issuer: Issuer
    team: Team | None
    kind_code: str
    period: str
    is_training: bool

    @property
    def key(self) -> str:
        """The register's key, unique also where there is no team."""
        team = self.team.pk if self.team else ""
        training = "T" if self.is_training else ""
        return f"{self.issuer.pk}|{team}|{self.kind_code}|{self.period}|{training}"


def place(
    issuer: Issuer, on: date, *, code: str, team: Team | None = None, is_training: bool = False
) -> Place:
    """The place of a paper of the code and day by the issuer's settings.

    Raises ``NoRegister`` when no term of the unit holds the day.
    """
    if team is not None:
        # All papers of a team stand in one register, whoever of the unit sends them out.
        committee = Issuer.objects.filter(unit=issuer.unit_id, organ=Issuer.Organ.COMMITTEE)
        issuer = committee.first() or issuer
    shared = team is not None or issuer.counting == Issuer.Counting.ALL_KINDS
    period = f"đợt {team.round_id}" if team else period_of(issuer, on)
    return Place(issuer, team, "" if shared else code, period, is_training)


def place_of(document: Document, on: date) -> Place:
    """The place of the product's own paper; raises as ``place``."""
    team = document.team if document.body == Document.Body.TEAM else None
    code = document.kind_facts.code
    return place(document.issuer, on, code=code, team=team, is_training=document.is_training)


def find_register(document: Document, on: date) -> Register | None:
    """The register that will number the paper, where it is open already; writes nothing."""
    try:
        key = place_of(document, on).key
    except NoRegister:
        return None
    return Register.objects.filter(key=key).select_related("issuer__unit", "team").first()


def register_for(document: Document, on: date) -> Register:
    """The register the paper's date and issuer choose; opened when it is used first."""
    return open_at(place_of(document, on))[0]


def open_at(where: Place, *, opened_at: int = 0) -> tuple[Register, bool]:
    """The register of the place, and whether it was opened now (with this opening number)."""
    return Register.objects.get_or_create(
        key=where.key,
        defaults={
            "issuer": where.issuer,
            "team": where.team,
            "kind_code": where.kind_code,
            "period": where.period,
            "is_training": where.is_training,
            "opened_at": opened_at,
            "last_number": opened_at,
        },
    )


def period_of(issuer: Issuer, on: date) -> str:
    """The term or year that counts on the day, by the issuer's rule. Raises ``NoRegister``."""
    if issuer.reset_rule == Issuer.Reset.YEAR:
        return f"năm {on.year}"
    term = Term.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=on),
        Q(ends_on=None) | Q(ends_on__gte=on),
        unit=issuer.unit,
    ).first()
    if term is None:
        raise NoRegister(
            f"Chưa khai báo nhiệm kỳ có ngày {on:%d/%m/%Y} nên chưa cấp được số. "
            "Hãy khai báo nhiệm kỳ của đơn vị."
        )
    return term.name


def lock(register: Register, *, must_be_open: bool = True) -> Register:
    """The register's row, locked until the commit; call it inside ``atomic``.

    Raises ``NoRegister`` when it is closed.
    """
    # Of the row alone: PostgreSQL cannot lock the missing team of an outer join.
    locked = Register.objects.select_for_update().get(pk=register.pk)
    if must_be_open and not locked.is_open:
        raise NoRegister("Sổ văn bản này đã khóa. Hãy mở lại sổ hoặc mở sổ mới rồi làm lại.")
    return locked


def take_number(register: Register) -> int:
    """The next number; call it inside ``atomic``: the row stays locked until the commit.

    Raises ``NoRegister`` when the register is closed.
    """
    locked = lock(register)
    number = locked.last_number + 1
    while not is_free(locked, number):
        number += 1
    _count_to(locked, number)
    return number


def take_numbers_to(register: Register, last: int) -> None:
    """Let a locked register count on to ``last``; for lines that were checked to fill the way."""
    _count_to(register, max(register.last_number, last))


def take_kept(register: Register, pk: int, on: date) -> int:
    """The number of a kept line of this register, whose line goes away: the paper takes its
    place. Call it inside ``atomic``.

    Raises ``NoRegister`` when the line is not kept any more, stands elsewhere or has run out.
    """
    locked = lock(register)
    line = locked.entries.filter(pk=pk).first()
    if line is None or not line.is_kept(on):
        raise NoRegister(
            "Số giữ đã chọn không còn dùng được: đã dùng, đã thôi giữ, quá hạn hoặc thuộc sổ khác. "
            "Hãy chọn lại số."
        )
    line.delete()
    return line.number


def is_free(register: Register, number: int) -> bool:
    """Whether no paper and no other line bears the number."""
    return not (
        register.entries.filter(number=number).exists()
        or register.documents.filter(number=number).exists()
    )


def _count_to(locked: Register, number: int) -> None:
    locked.last_number = number
    locked.save(update_fields=["last_number"])


def out_of_order(register: Register, number: int, paper_on: date) -> str:
    """A sentence when a paper of the day under this number would stand between others whose days
    run the other way; empty when all is in order."""
    for side, is_wrong in (
        (Q(number__lt=number), Q(paper_on__gt=paper_on)),
        (Q(number__gt=number), Q(paper_on__lt=paper_on)),
    ):
        for rows in (register.documents.all(), register.entries.filter(kind=Entry.Kind.OUTSIDE)):
            other = rows.filter(side & is_wrong).values_list("number", "paper_on").first()
            if other:
                return (
                    f"Số {number:02d} ngày {paper_on:%d/%m/%Y} không theo thứ tự ngày: "
                    f"số {other[0]:02d} mang ngày {other[1]:%d/%m/%Y}."
                )
    return ""


def highest_line(register: Register) -> int:
    """The highest number that stands on a line of its own; 0 when there is none."""
    return register.entries.aggregate(last=Max("number"))["last"] or 0


def symbol_of(document: Document, number: int | None) -> str:
    """``34-TB/TĐTN-UBKT``; with no number yet the place stays blank (HD 29 §3)."""
    digits = "       " if number is None else f"{number:02d}"
    by_team = document.body == Document.Body.TEAM
    return symbol(
        document.issuer, digits, document.kind_facts.code, document.advising_code, by_team=by_team
    )


def symbol(issuer: Issuer, digits: str, code: str, advising: str, *, by_team: bool) -> str:
    """Number and symbol as the issuer's settings join them (HD 29 §3)."""
    if by_team:
        literal = issuer.team_symbol == Issuer.TeamSymbol.LITERAL or not code
        return f"{digits}/ĐKT" if literal else f"{digits}-{code}/ĐKT"
    kind = f"-{code}" if code else ""
    return f"{digits}{kind}/{issuer.code}{f'-{advising}' if advising else ''}"


def symbol_of_line(line: Entry, register: Register) -> str:
    """The symbol a paper on the line bears unless another is typed."""
    issuer = register.issuer
    code = line.kind_code or register.kind_code
    by_team = register.team_id is not None
    return symbol(issuer, f"{line.number:02d}", code, issuer.advising_code, by_team=by_team)
