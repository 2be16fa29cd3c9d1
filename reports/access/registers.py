"""Doors to registers, their lines, and the settings of who issues.

Staff of the issuer's line read a register; its registrars write in it; the office of the unit
(officers, administrators) sets up how its papers are headed and numbered.
"""

from dataclasses import dataclass

from django.db.models import F, IntegerField, Q, QuerySet, Value
from django.db.models.fields.json import KT

from inspections.access import Predicate, door
from inspections.models import Team
from reports.access import OFFICE, registers_for
from reports.kinds import KINDS
from reports.models import AdvisingUnit, Document, Entry, Issuer, Register
from units.access import Reader, below, has_role, lines_read, units_with_role
from units.access.who_sees import NOBODY_ELSE, staff_of
from units.models import Membership, Term, Unit
from vietnamese.text import fold


def may_number_in(user: Reader, register: Register) -> bool:
    """Holds the numbering right over the register: the registrars of the issuing unit."""
    return has_role(user, register.issuer.unit, Membership.Role.REGISTRAR)


def may_number_for(user: Reader, issuer: Issuer) -> bool:
    """Holds the numbering right over every register of the issuer."""
    return has_role(user, issuer.unit, Membership.Role.REGISTRAR)


def may_set_up(user: Reader, issuer: Issuer) -> bool:
    """May change how the issuer's papers are headed and numbered: the office of the unit."""
    return has_role(user, issuer.unit, *OFFICE)


def set_up_by(user: Reader) -> list[Unit]:
    """Units whose issuers and terms the person sets up, by name."""
    units = {unit.pk: unit for unit in units_with_role(user, OFFICE)}
    return sorted(units.values(), key=str)


def numbered_by(user: Reader) -> list[Unit]:
    """Units in whose registers the person gives numbers."""
    return units_with_role(user, [Membership.Role.REGISTRAR])


def unit_to_set_up(user: Reader, pk: int) -> Unit:
    """A unit through the door, for those who set up its issuers and terms."""
    mine = Unit.objects.filter(pk__in=[unit.pk for unit in lines_read(user)])
    return door(mine, pk, user, lambda reader, unit: has_role(reader, unit, *OFFICE))


def entry_for(user: Reader, pk: int, *, may: Predicate[Entry] | None = None) -> Entry:
    """One line of a register through the register's door."""
    rows = Entry.objects.filter(register__in=registers_for(user))
    return door(rows.select_related("register__issuer__unit", "register__team"), pk, user, may)


def may_write_line(user: Reader, line: Entry) -> bool:
    """May mend the line or give its number up."""
    return may_number_in(user, line.register)


def issuers_for(user: Reader) -> QuerySet[Issuer]:
    """Issuers of the units the person works for, and below."""
    rows = Issuer.objects.filter(below(lines_read(user), "unit__"))
    return rows.select_related("unit").order_by("unit__path", "organ")


def issuer_for(user: Reader, pk: int, *, may: Predicate[Issuer] | None = None) -> Issuer:
    """One issuer through the door."""
    return door(issuers_for(user), pk, user, may)


def issuers_of(unit: Unit) -> QuerySet[Issuer]:
    """In whose name the unit's papers may go out, the committee first; for those who passed the
    unit's or the round's door."""
    committee_first = Q(organ=Issuer.Organ.COMMITTEE)
    rows = Issuer.objects.filter(unit=unit).select_related("unit")
    return rows.annotate(is_committee=committee_first).order_by("-is_committee", "pk")


def advising_units_of(issuer: Issuer) -> QuerySet[AdvisingUnit]:
    """The issuer's advising units, those in use first."""
    return AdvisingUnit.objects.filter(issuer=issuer).order_by("-is_active", "code")


def advising_unit_for(user: Reader, pk: int) -> AdvisingUnit:
    """One advising unit through the door of its issuer, for those who set it up."""
    rows = AdvisingUnit.objects.filter(issuer__in=issuers_for(user))
    rows = rows.select_related("issuer__unit")
    return door(rows, pk, user, lambda reader, row: may_set_up(reader, row.issuer))


def terms_of(unit: Unit) -> QuerySet[Term]:
    """Terms of the unit, the latest first; for those who passed ``unit_to_set_up``."""
    latest = F("starts_on").desc(nulls_last=True)
    return Term.objects.filter(unit=unit).order_by(latest)


def term_for(user: Reader, pk: int) -> Term:
    """One term through the door of its unit, for those who set it up."""
    rows = Term.objects.filter(below(lines_read(user), "unit__")).select_related("unit")
    return door(rows, pk, user, lambda reader, row: has_role(reader, row.unit, *OFFICE))


def teams_of(issuer: Issuer) -> QuerySet[Team]:
    """Teams that may have a register of their own with the issuer, the latest round first."""
    rows = Team.objects.filter(round__organiser=issuer.unit).select_related("round")
    return rows.order_by("-round__starts_on", "pk")


def registers_of(issuer: Issuer) -> QuerySet[Register]:
    """Registers of an issuer; for those who passed its door."""
    return Register.objects.filter(issuer=issuer).select_related("issuer__unit", "team")


# The lines of one register


@dataclass(frozen=True)
class Sought:
    """What the reader asks a register for; nothing asks for all of it."""

    year: int | None = None
    code: str = ""
    text: str = ""
    first: int | None = None
    last: int | None = None


def lines_of(register: Register, sought: Sought) -> QuerySet[Document, tuple[int, int, int]]:
    """(number, is a paper, key) of papers and other lines together, in the order of numbers; for
    those who passed the register's door."""
    papers = Document.objects.filter(_of_papers(sought), register=register)
    others = Entry.objects.filter(_of_others(sought), register=register)
    rows = papers.order_by().values_list("number", _as(1), "pk")
    return rows.union(others.order_by().values_list("number", _as(0), "pk"), all=True).order_by(
        "number"
    )


def _as(mark: int) -> Value:
    return Value(mark, output_field=IntegerField())


def _of_both(sought: Sought) -> Q:
    which = Q()
    if sought.text:
        which &= Q(search_key__contains=fold(sought.text))
    if sought.first is not None:
        which &= Q(number__gte=sought.first)
    if sought.last is not None:
        which &= Q(number__lte=sought.last)
    return which


def _of_papers(sought: Sought) -> Q:
    which = _of_both(sought)
    if sought.year:
        which &= Q(paper_on__year=sought.year)
    if sought.code:
        kinds = [kind.name for kind in KINDS.values() if kind.code == sought.code]
        which &= Q(kind__in=kinds)
    return which


def _of_others(sought: Sought) -> Q:
    which = _of_both(sought)
    if sought.year:
        # A kept number has no paper yet: it stands with the year in which it was written down.
        undated = Q(paper_on=None, created_at__year=sought.year)
        which &= Q(paper_on__year=sought.year) | undated
    return which & Q(kind_code=sought.code) if sought.code else which


def papers_by_key(register: Register, keys: list[int]) -> dict[int, Document]:
    """Papers of the register with the name their page was signed with, without their long texts."""
    rows = Document.objects.filter(register=register, pk__in=keys).defer(
        "draft", "built", "content"
    )
    rows = rows.select_related("signer", "replaces").prefetch_related("replaced_by")
    signed = rows.annotate(signed_by=KT("content__signatures__0__name"))
    return {paper.pk: paper for paper in signed}


def others_by_key(register: Register, keys: list[int]) -> dict[int, Entry]:
    """Other lines of the register."""
    rows = Entry.objects.filter(register=register, pk__in=keys).select_related("created_by")
    return {line.pk: line for line in rows}


def years_of(register: Register) -> list[int]:
    """Years in which the register has papers, the latest first."""
    papers = Document.objects.filter(register=register).dates("paper_on", "year")
    others = Entry.objects.filter(register=register, paper_on__isnull=False)
    days = {*papers, *others.dates("paper_on", "year")}
    return sorted({day.year for day in days}, reverse=True)


def kept_in(register: Register) -> QuerySet[Entry]:
    """Numbers that are kept in the register, run out or not."""
    return register.entries.filter(kind=Entry.Kind.RESERVED).order_by("number")


def who_sees_issuers(unit: Unit) -> list[str]:
    """*Ai được xem trang này* of the settings of a unit that issues."""
    return [
        f"Chuyên viên, quản trị của {unit} xem và sửa được.",
        f"{staff_of(unit)} thấy trong danh sách cơ quan ban hành.",
        NOBODY_ELSE,
    ]
