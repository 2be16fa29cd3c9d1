"""Clusters and their seats: one row a seat; a cluster without members is a row of its own."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import User
from units.access.clusters import existing_in, may_edit_cluster
from units.imports.dated import column_of
from units.imports.matching import Scope
from units.imports.plans import Deed, Plan, changes_of
from units.imports.tables import Record, Table, repeated
from units.models import FIRST_YEAR, LAST_YEAR, Cluster, ClusterSeat, Unit
from units.services import clusters as services
from units.services.clusters import NOT_YOURS, Seat
from units.services.refusals import Refused

_OF_CLUSTER = ("name", "organiser", "name_is_assumed", "note")
_HEAD = ClusterSeat.Duty.HEAD
_Place = tuple[str, int, str]


def rows(scope: Scope) -> Iterator[dict[str, Any]]:
    """Every seat of the clusters the person may see, and clusters without any."""
    clusters = Cluster.objects.filter(organiser__in=scope.units.values())
    for cluster in clusters.select_related("organiser").prefetch_related("seats__unit"):
        told = {"code": cluster.code, **_cluster_facts(cluster)}
        seats = list(cluster.seats.all())
        if not seats:
            yield told
        for seat in seats:
            yield {
                **told,
                "year": seat.year,
                "unit": seat.unit.code,
                "duty": seat.duty,
                "is_assumed": seat.is_assumed,
            }


def plan(table: Table, scope: Scope) -> Plan:
    """What the file would create and change; no two heads, no unit in two clusters a year."""
    made = Plan(table)
    known = _known(table)
    _spell_codes(table, known)
    for later, first in repeated(_seats(table), "code", "unit", "year"):
        made.refuse(later, "unit", f"Đơn vị này đã có ở dòng {first.row}, cùng cụm, cùng năm.")
    facts: dict[str, dict[str, Any]] = {}
    for record in table.records:
        made.find_unit(record, "organiser", scope)
        made.find_unit(record, "unit", scope)
        if not record.is_bad:
            _check(made, record, scope, known)
        if not record.is_bad:
            _gather_cluster(made, record, facts)
    _refuse_years(made)
    clusters = _clusters_after(table, known, facts)
    for record in table.records:
        if not record.is_bad and record.get("code") in facts:
            _plan_cluster(made, record, known, facts.pop(record.get("code")))
    planned = [record for record in _seats(table) if not record.is_bad]
    seats = _known_seats(planned)
    for record in planned:
        record.values["seat"] = _seat_facts(record, seats.get(_place(record)))
    _refuse_clashes(made, planned, seats)
    for record in planned:
        if not record.is_bad:
            _plan_seat(made, record, seats.get(_place(record)))
    _refuse_what_may_not_be(made, clusters, scope)
    return made


def _known(table: Table) -> dict[str, Cluster]:
    """Clusters of the file by their codes; capitals tell none from another."""
    codes = {str(record.get("code") or "").upper() for record in table.records}
    found = Cluster.objects.annotate(upper=Upper("code")).filter(upper__in=codes)
    return {cluster.code: cluster for cluster in found.select_related("organiser")}


def _spell_codes(table: Table, known: dict[str, Cluster]) -> None:
    """One spelling a cluster: the stored one, else that of its first row."""
    spelt = {code.upper(): code for code in known}
    for record in table.records:
        if record.get("code"):
            code = record.get("code")
            record.values["code"] = spelt.setdefault(code.upper(), code)


def _refuse_years(made: Plan) -> None:
    """A unit sits in a cluster of a year in which it existed."""
    seats = [record for record in _seats(made.table) if not record.is_bad]
    units = Unit.objects.filter(pk__in={record.values["unit_found"].pk for record in seats})
    alive: dict[int, set[int]] = {}
    for record in seats:
        year, unit = record.get("year"), record.values["unit_found"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            made.refuse(record, "year", f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
            continue
        if year not in alive:
            alive[year] = set(units.filter(existing_in(year)).values_list("pk", flat=True))
        if unit.pk not in alive[year]:
            made.refuse(record, "unit", f"{unit} không tồn tại trong năm {year}. Hãy bỏ dòng này.")


def _clusters_after(
    table: Table, known: dict[str, Cluster], facts: dict[str, dict[str, Any]]
) -> dict[str, Cluster]:
    """The clusters of the file by code; new ones unsaved."""
    found = dict(known)
    for record in table.records:
        code = record.get("code")
        if not record.is_bad and code in facts and code not in found:
            organiser = record.values["organiser_found"]
            found[code] = Cluster(code=code, name=record.get("name"), organiser=organiser)
    return found


def _refuse_what_may_not_be(made: Plan, clusters: dict[str, Cluster], scope: Scope) -> None:
    """What the services would refuse: whose cluster it is, and its seats as a whole."""
    groups: dict[tuple[str, int], list[Record]] = {}
    for deed in made.deeds:
        what, record, _ = deed.payload
        if record.is_bad:
            continue
        if not may_edit_cluster(scope.actor, clusters[record.get("code")]):
            made.refuse(record, "organiser", NOT_YOURS)
        elif what == "seat":
            groups.setdefault((record.get("code"), record.get("year")), []).append(record)
    for (code, year), records in groups.items():
        seats = [_seat(record) for record in records]
        try:
            whole = services.with_those_who_stay(clusters[code], year, seats)
            services.check_seats(clusters[code], year, whole)
        except Refused as refused:
            made.refuse(records[0], column_of(made, refused, "unit"), str(refused))


def _seat(record: Record) -> Seat:
    return Seat(record.values["unit_found"], **record.values["seat"])


def _seats(table: Table) -> list[Record]:
    return [r for r in table.records if not r.is_bad and r.get("unit") and r.get("year")]


def _cluster_facts(cluster: Cluster) -> dict[str, Any]:
    return {
        "name": cluster.name,
        "organiser": cluster.organiser.code,
        "name_is_assumed": cluster.name_is_assumed,
        "note": cluster.note,
    }


def _check(made: Plan, record: Record, scope: Scope, known: dict[str, Cluster]) -> None:
    """What is outside the importer's scope does not exist."""
    code = record.get("code")
    if code in known and not scope.holds(known[code].organiser):
        made.refuse(record, "code", f"Không dùng được mã cụm “{code}”. Hãy chọn mã khác.")
        return
    if bool(record.get("unit")) != bool(record.get("year")):
        key = "year" if record.get("unit") else "unit"
        made.refuse(record, key, "“Năm” và “Đơn vị” phải điền cả hai, hoặc để trống cả hai.")
        return
    organiser = record.values["organiser_found"]
    if code in known and known[code].organiser_id != organiser.pk:
        reason = f"Cụm này do {known[code].organiser} tổ chức; đơn vị tổ chức không đổi được."
        made.refuse(record, "organiser", reason)
        return
    for key in ("organiser", "unit"):
        if record.get(key):
            record.values[key] = record.values[f"{key}_found"].code
    unit = record.get("unit_found")
    if unit and not (unit.is_at_or_below(organiser) and unit.pk != organiser.pk):
        made.refuse(record, "unit", f"“{unit}” không trực thuộc {organiser}, đơn vị tổ chức cụm.")


def _gather_cluster(made: Plan, record: Record, facts: dict[str, dict[str, Any]]) -> None:
    """Rows of one cluster must say the same of it; one may say more than another."""
    said = facts.setdefault(record.get("code"), {})
    for key in _OF_CLUSTER:
        if record.has(key) and said.setdefault(key, record.get(key)) != record.get(key):
            code = record.get("code")
            made.refuse(record, key, f"Cụm {code} đã ghi khác ở dòng trên: hãy ghi giống nhau.")
            return


def _plan_cluster(
    made: Plan, record: Record, known: dict[str, Cluster], facts: dict[str, Any]
) -> None:
    """The cluster itself, once, at its first row."""
    code = record.get("code")
    cluster = known.get(code)
    before = _cluster_facts(cluster) if cluster else {}
    after = facts if cluster else {"code": code, **facts}
    changes = changes_of(made.table, record, before, after)
    if cluster and not changes:
        made.same += not record.get("unit")
        return
    facts = {key: value for key, value in facts.items() if key != "organiser"}
    payload = ("cluster", record, (cluster, facts))
    name = f"{record.get('name')} ({code})"
    deed = Deed(record.row, name, cluster is None, changes, payload)
    made.deeds.append(deed)


def _place(record: Record) -> _Place:
    return record.get("code"), record.get("year"), record.get("unit")


def _known_seats(planned: list[Record]) -> dict[_Place, ClusterSeat]:
    """Seats of the same years in the clusters and under the organisers the file speaks of."""
    organisers = {record.values["organiser_found"] for record in planned}
    codes = {record.get("code") for record in planned}
    near = Q(cluster__organiser__in=organisers) | Q(cluster__code__in=codes)
    years = {record.get("year") for record in planned}
    found = ClusterSeat.objects.filter(near, year__in=years)
    found = found.select_related("cluster__organiser", "unit")
    return {(seat.cluster.code, seat.year, seat.unit.code): seat for seat in found}


def _seat_facts(record: Record, seat: ClusterSeat | None) -> dict[str, Any]:
    """The seat as the file wants it; what the file is silent on stays."""
    duty = record.get("duty") or ClusterSeat.Duty.MEMBER
    assumed = bool(record.get("is_assumed"))
    if seat and not record.has("duty"):
        duty = seat.duty
    if seat and not record.has("is_assumed"):
        assumed = seat.is_assumed
    return {"duty": duty, "is_assumed": assumed}


def _refuse_clashes(made: Plan, planned: list[Record], seats: dict[_Place, ClusterSeat]) -> None:
    """One head a cluster and year; a unit in one cluster of an organiser a year."""
    spoken = {_place(record) for record in planned}
    kept = [seat for place, seat in seats.items() if place not in spoken]
    heads = {(s.cluster.code, s.year): f"{s.unit} (đang có)" for s in kept if s.duty == _HEAD}
    taken = {
        (s.cluster.organiser.code, s.year, s.unit.code): f"{s.cluster} (đang có)" for s in kept
    }
    for record in planned:
        code, year, unit = record.get("code"), record.get("year"), record.values["unit_found"]
        name, word = record.get("name"), _word_of_head(record)
        here = f"{name} (dòng {record.row})"
        other = taken.setdefault((record.get("organiser"), year, unit.code), here)
        if other != here:
            reason = f"{unit} năm {year} đã thuộc {other}. Mỗi năm một đơn vị chỉ ở một cụm."
            made.refuse(record, "unit", reason)
        elif record.values["seat"]["duty"] == _HEAD:
            own = f"{unit} (dòng {record.row})"
            other = heads.setdefault((code, year), own)
            if other != own:
                reason = f"{name} năm {year} đã có {word} là {other}; chỉ được một."
                made.refuse(record, "duty", reason)


def _word_of_head(record: Record) -> str:
    """A *Khối* has a *Khối trưởng*."""
    return Cluster(name=record.get("name")).duty_labels[_HEAD].lower()


def _plan_seat(made: Plan, record: Record, seat: ClusterSeat | None) -> None:
    unit, year, after = record.values["unit_found"], record.get("year"), record.values["seat"]
    if seat:
        before: dict[str, Any] = {"duty": seat.duty, "is_assumed": seat.is_assumed}
        changes = changes_of(made.table, record, before, after)
    else:
        changes = changes_of(made.table, record, {}, {"year": year, "unit": unit.code, **after})
    if seat and not changes:
        made.same += 1
        return
    name = f"{unit} – {record.get('name')} {year}"
    made.deeds.append(Deed(record.row, name, seat is None, changes, ("seat", record, {})))


def apply(made: Plan, *, actor: User) -> None:
    """Clusters first, then seats, a cluster and year at a time."""
    groups: dict[tuple[str, int], list[Seat]] = {}
    for deed in made.deeds:
        what, record, payload = deed.payload
        if what == "seat":
            place = record.get("code"), record.get("year")
            groups.setdefault(place, []).append(_seat(record))
            continue
        cluster, facts = payload
        if cluster:
            services.change_cluster(cluster, actor=actor, **facts)
        else:
            organiser = record.values["organiser_found"]
            services.create_cluster(
                organiser=organiser, code=record.get("code"), actor=actor, **facts
            )
    clusters = _known(made.table)
    for (code, year), seats in groups.items():
        services.seat_units(clusters[code], year, seats, actor=actor)
