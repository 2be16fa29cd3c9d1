"""Pages of visits: list, the visit itself, its schedule and its meeting."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections import access, history, services
from inspections.forms import MeetingForm, ReasonForm, VisitForm
from inspections.models import Round, Visit
from inspections.views.steps import Step, run_step, steps_for
from inspections.work import QUEUES, to_visit
from tasks.access import tasks_for
from units.access import Reader, predecessors_of
from vietnamese.dates import short
from vietnamese.text import fold

PAGE_SIZE = 50

VISIT_STEPS = (
    Step(Visit.Status.NOTIFIED, "Thông báo lịch cho đơn vị", "Đơn vị đã thấy lịch kiểm tra."),
    Step(Visit.Status.SELF_REPORTED, "Đã nhận báo cáo", "Đã ghi việc nhận báo cáo."),
    Step(Visit.Status.ON_SITE, "Bắt đầu làm việc", "Đoàn kiểm tra đang làm việc."),
    Step(Visit.Status.DRAFTING, "Kết thúc buổi làm việc", "Đã chuyển sang tổng hợp kết luận."),
    Step(Visit.Status.CLOSED, "Kết thúc theo dõi", "Đã kết thúc theo dõi kết luận."),
    Step(Visit.Status.PLANNED, "Xếp lịch lại", "Lượt kiểm tra đã được xếp lịch lại."),
    Step(Visit.Status.POSTPONED, "Hoãn", "Lượt kiểm tra đã hoãn.", asks_reason=True),
    Step(Visit.Status.CANCELLED, "Không tiến hành", "Lượt kiểm tra đã hủy.", asks_reason=True),
)


ROW = ("pk", "name_then", "round__title", "planned_on", "worked_on", "status", "is_inside")


def _row(
    pk: int,
    unit: str,
    title: str,
    planned: date | None,
    worked: date | None,
    status: str,
    is_inside: bool,
) -> tuple[str, ...]:
    """What a row of the list shows; the state in the words of its reader."""
    label = Visit.Status(status).label if is_inside else Visit.UNIT_LABELS.get(status, "")
    page = reverse("inspections:visit", args=[pk])
    day = worked or planned
    return (page, unit, title, short(day) if day else "", label, *Visit.TONES[status])


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits the reader knows, or one queue of what waits for them."""
    queue = QUEUES.get(request.GET.get("viec", ""))
    rows = queue.rows(request.user) if queue else access.visits_for(request.user)
    text = request.GET.get("q", "").strip()[:100]
    if text:
        rows = rows.filter(unit__search_key__contains=fold(text))
    if request.GET.get("trang_thai") in Visit.Status.values:
        rows = rows.filter(status=request.GET["trang_thai"])
    ordered = rows.order_by("-round__starts_on", "planned_on", "unit__sort_key", "pk")
    # Plain values: fifty rows of four models each would cost more than the rest of the page.
    lean = ordered.annotate(is_inside=access.inside(request.user)).values_list(*ROW)
    page = Paginator(lean, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [_row(*values) for values in page],
        "queue": queue,
        "q": text,
        "statuses": Visit.Status.choices,
        "chosen": request.GET.get("trang_thai", ""),
    }
    return render(request, "inspections/visits.html", context)


@require_safe
def field(request: HttpRequest) -> HttpResponse:
    """*Đi cơ sở*: the visits of the person's teams, the nearest first, one tap to record."""
    rows = to_visit(request.user).order_by("planned_on", "starts_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "inspections/field.html", {"page_obj": page})


@require_safe
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: the team sees what it writes, the unit what is published to it."""
    visit = access.visit_for(request.user, pk)
    if not access.sees_inside(request.user, visit):
        return _unit_page(request, visit)
    user = request.user
    findings = visit.findings.filter(withdrawn_at=None)
    requests = visit.unit_requests.filter(withdrawn_at=None)
    asked = visit.recommendations.filter(withdrawn_at=None)
    context = {
        "visit": visit,
        "findings": _with_rights(user, findings.select_related("topic", "author", "verdict")),
        "recommendations": _with_tasks(user, _with_rights(user, asked)),
        "unit_requests": _with_rights(user, requests),
        "attendances": _with_rights(user, visit.attendances.filter(withdrawn_at=None)),
        "topics": visit.round.topics.all(),
        "earlier": _earlier_visits(request, visit),
        "documents": visit.documents.select_related("issuer"),
        "may_record": access.may_record(user, visit),
        "may_draft": access.may_draft_for_visit(user, visit),
        "may_lead": access.may_lead(user, visit),
        "may_schedule": access.may_schedule(user, visit),
        "may_fill": access.may_fill_meeting(user, visit),
        "steps": steps_for(visit, VISIT_STEPS) if access.may_run(user, visit) else [],
        "changes": history.latest_of(visit),
        "who_sees": access.who_sees_visit(visit),
    }
    return render(request, "inspections/visit.html", context)


def _with_rights(user: Reader, rows: Any) -> list[Any]:
    """The records, each knowing whether this person may change it."""
    shown = list(rows)
    for row in shown:
        row.may_change = access.may_change_record(user, row)
    return shown


def _with_tasks(user: Reader, rows: list[Any]) -> list[Any]:
    """Recommendations, each with the task it became, and whether the reader may open that."""
    tasks = {task.origin_id: task for task in access.tasks_of(rows)}
    known = set(tasks_for(user).of(*rows).values_list("pk", flat=True))
    for row in rows:
        row.task = tasks.get(row.pk)
        row.opens_task = row.task is not None and row.task.pk in known
    return rows


def _earlier_visits(request: HttpRequest, visit: Visit) -> Any:
    """What was concluded before for the unit or its predecessors: taken along to the visit."""
    units = [visit.unit, *predecessors_of(visit.unit_id)]
    return (
        access.inside_visits_for(request.user)
        .filter(unit__in=units, concluded_at__isnull=False)
        .exclude(pk=visit.pk)
        .order_by("-worked_on")[:3]
    )


def _unit_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    concluded = visit.concluded_at is not None
    asked = visit.recommendations.filter(withdrawn_at=None)
    context = {
        "visit": visit,
        "topics": visit.round.topics.all(),
        "recommendations": _with_tasks(request.user, list(asked)) if concluded else [],
        "documents": visit.documents.filter(status__in=("issued", "replaced", "withdrawn")),
        "who_sees": access.who_sees_visit(visit),
    }
    return render(request, "inspections/visit_of_unit.html", context)


def add_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit into the round, on one of its teams."""
    owner = access.round_for(request.user, pk, may=access.may_manage)
    return _schedule(request, owner, None, f"Thêm đơn vị – {owner.title}", owner.get_absolute_url())


def edit_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change team, mode, date and place."""
    visit = access.visit_for(request.user, pk, may=access.may_schedule)
    title = f"Lịch kiểm tra {visit.unit_name}"
    return _schedule(request, visit.round, visit, title, visit.get_absolute_url())


def _schedule(
    request: HttpRequest, owner: Round, visit: Visit | None, title: str, cancel: str
) -> HttpResponse:
    told = visit is not None and visit.status != Visit.Status.PLANNED
    form = VisitForm(request.POST or None, instance=visit, round_=owner, asks_reason=told)
    if request.method == "POST" and form.is_valid():
        _save_changes(form, visit)
        messages.success(request, "Đã lưu lịch kiểm tra.")
        return redirect(cancel)
    return render(
        request, "inspections/form.html", {"form": form, "title": title, "cancel": cancel}
    )


def _save_changes(form: VisitForm, visit: Visit | None) -> None:
    """Only what was changed: the rest of the row may be newer than the page."""
    if visit is None:
        form.save()
    elif form.changed_fields:
        form.instance.save(update_fields=form.changed_fields)


def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts of the meeting, the spoken conclusion, signing and adoption."""
    # Sent after the visit was concluded, the words still come back to who typed them.
    may = access.may_fill_meeting if request.method == "GET" else access.may_run
    visit = access.visit_for(request.user, pk, may=may)
    form = MeetingForm(request.POST or None, instance=visit, initial={"rev": visit.rev})
    stale: Visit | None = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        rev = facts.pop("rev")
        try:
            # The form has written into its own copy; the service works on what is stored.
            stored = access.visit_for(request.user, pk, may=may)
            services.fill_meeting(stored, rev=rev, actor=signed_in(request), facts=facts)
        except services.Stale as error:
            stale = error.current
        except services.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu nội dung buổi làm việc.")
            return redirect(visit)
    context = {
        "form": form,
        "visit": visit,
        "stale": stale and _stale_rows(form, stale),
        "who_sees": access.who_sees_inside(visit),
    }
    return render(request, "inspections/meeting.html", context)


def _stale_rows(form: MeetingForm, current: Visit) -> dict[str, Any]:
    """Both texts of every field that differs; saving again then goes over the newer revision."""
    rows = [
        {"label": form.fields[name].label, "mine": mine, "theirs": getattr(current, name)}
        for name, mine in form.cleaned_data.items()
        if name != "rev" and mine != getattr(current, name)
    ]
    form.save_over(current.rev)
    return {"rows": rows, "rev": current.rev}


@require_POST
def move_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the visit to the next state."""
    visit = access.visit_for(request.user, pk, may=access.may_run)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    asks = any(step.asks_reason and step.to == request.POST.get("to") for step in VISIT_STEPS)
    facts = {"status_reason": reason if asks else ""}
    return run_step(request, visit, VISIT_STEPS, reason, **facts)
