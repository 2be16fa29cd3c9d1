"""Pages of the minutes: lines under each item, tasks reviewed, the members' answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from briefings import access, services
from briefings.forms import LineForm, MinutesAnswerForm, ReviewForm, VerdictForm
from briefings.models import AgendaItem, Briefing, Outcome
from briefings.services import DayOff, Line, LineFault, Refused, Stale, parse_line


def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item with its lines; who holds the meeting adds a line under one of them.

    Members read what was sent to them, frozen as it was sent.
    """
    shown = access.briefing_for(request.user, pk)
    if request.method == "POST":
        shown = access.briefing_for(request.user, pk, may=access.may_run)
    elif not access.may_read_minutes(request.user, shown):
        raise Http404
    inside = access.may_read_inside(request.user, shown)
    items = list(access.items_for(request.user, shown).prefetch_related("outcomes__owner"))
    typed: dict[int, LineForm] = {}
    if request.method == "POST":
        item = next((one for one in items if str(one.pk) == request.POST.get("item")), None)
        if item is None:
            messages.error(request, "Mục này không còn trong chương trình. Hãy xem lại rồi ghi.")
            return redirect("briefings:minutes", pk)
        form = LineForm(request.POST)
        if form.is_valid() and _added(request, shown, item, form):
            return redirect(
                f"{reverse('briefings:minutes', args=[pk])}?muc={item.pk}#muc-{item.pk}"
            )
        typed[item.pk] = form
    may_write = access.may_run(request.user, shown) and shown.is_writable
    context = {
        "briefing": shown,
        "items": [(item, typed.get(item.pk) or LineForm()) for item in items],
        "frozen": None if inside or shown.snapshot is None else _public(shown.snapshot),
        "here": request.GET.get("muc", ""),
        "may_write": may_write,
        "members": access.members_of(shown),
    }
    return render(request, "briefings/minutes.html", context)


def _public(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in snapshot["items"] if not item["is_internal"]]


def _added(request: HttpRequest, shown: Briefing, item: AgendaItem, form: LineForm) -> bool:
    """Whether the line was written; what stands in the way is said at its field."""
    item.briefing = shown
    data = form.cleaned_data
    line = _line(shown, form)
    if line is None:
        return False
    return _told(
        form,
        lambda: services.write_outcome(
            item,
            line,
            actor=signed_in(request),
            day_off=data["day_off"],
            product=data["product"],
            client_id=data["client_id"],
        ),
    )


def _line(shown: Briefing, form: LineForm) -> Line | None:
    members = list(access.members_of(shown))
    try:
        return parse_line(form.cleaned_data["line"], members=members, held_on=shown.held_on)
    except LineFault as fault:
        form.add_error("line", str(fault))
        return None


def _told(form: LineForm, deed: Any) -> bool:
    """Whether the deed was done; if not, the form says why."""
    try:
        deed()
    except DayOff as day:
        form.add_error("line", str(day))
        form.asks_day_off = True
    except Refused as refusal:
        form.add_error("line", str(refusal))
    except Stale as stale:
        now = services.as_typed(stale.current)
        form.add_error("line", f"Có người vừa sửa dòng này thành: “{now}”. Lưu lần nữa để ghi đè.")
        form.save_over(stale.current.rev)
    else:
        return True
    return False


def edit_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one line."""
    outcome = access.outcome_for(request.user, pk)
    shown = outcome.item.briefing
    start = {
        "line": services.as_typed(outcome),
        "product": outcome.product,
        "rev": outcome.rev,
    }
    form = LineForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _changed(request, outcome, form):
        messages.success(request, "Đã sửa dòng biên bản.")
        return redirect("briefings:minutes", shown.pk)
    context = {"form": form, "outcome": outcome, "briefing": shown}
    return render(request, "briefings/edit_outcome.html", context)


def _changed(request: HttpRequest, outcome: Outcome, form: LineForm) -> bool:
    line = _line(outcome.item.briefing, form)
    data = form.cleaned_data
    if line is None:
        return False
    return _told(
        form,
        lambda: services.change_outcome(
            outcome,
            line,
            actor=signed_in(request),
            rev=data["rev"] or 0,
            day_off=data["day_off"],
            product=data["product"],
        ),
    )


@require_POST
def drop_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one line out."""
    outcome = access.outcome_for(request.user, pk)
    rev = request.POST.get("rev", "")
    try:
        services.drop_outcome(
            outcome, actor=signed_in(request), rev=int(rev) if rev.isdecimal() else 0
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    except Stale:
        messages.error(request, "Có người vừa sửa dòng này. Hãy xem lại rồi bỏ nếu vẫn cần.")
    else:
        messages.success(request, "Đã bỏ dòng biên bản.")
    return redirect("briefings:minutes", outcome.item.briefing_id)


@require_safe
def reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """Tasks of earlier meetings, the worst first, with what is said of each today."""
    shown = access.briefing_for(request.user, pk, may=access.may_read_inside)
    tasks = access.with_meetings_passed(shown, access.tasks_of(request.user, shown))
    seen = access.reviewed_at(shown)
    may_write = access.may_run(request.user, shown) and shown.is_writable
    rows = [
        {
            "task": task,
            "passed": passed,
            "badge": task.badge(shown.held_on),
            "seen": seen.get(task.pk),
            "form": ReviewForm() if may_write else None,
        }
        for task, passed in tasks
        if task.is_open or task.pk in seen
    ]
    context = {"briefing": shown, "rows": rows}
    return render(request, "briefings/reviews.html", context)


@require_POST
def review_task(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Write down what was said of one task."""
    shown = access.briefing_for(request.user, pk, may=access.may_run)
    task = access.task_of(request.user, shown, task_pk)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            services.review_task(shown, task, actor=signed_in(request), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Đã ghi kết quả rà soát của {task.owner}.")
    else:
        messages.error(request, "Hãy chọn kết quả rà soát; ý kiến không quá 500 ký tự.")
    return redirect("briefings:reviews", shown.pk)


@require_safe
def confirmations(request: HttpRequest, pk: int) -> HttpResponse:
    """Who agreed, who commented, who has not said anything."""
    shown = access.briefing_for(request.user, pk)
    if not access.may_read_minutes(request.user, shown):
        raise Http404
    answers = {one.unit_id: one for one in access.confirmations_for(request.user, shown)}
    inside = access.may_read_inside(request.user, shown)
    own = access.seats_of(request.user, shown)
    seats = shown.attendances.select_related("unit") if inside else own
    speaks_for = {row.unit_id for row in own}
    is_open = shown.status == Briefing.Status.MINUTED
    rows = [
        {
            "row": row,
            "answer": answers.get(row.unit_id),
            "form": MinutesAnswerForm()
            if is_open and row.unit_id in speaks_for and row.unit_id not in answers
            else None,
        }
        for row in seats
    ]
    context = {
        "briefing": shown,
        "rows": rows,
        "verdict_form": VerdictForm() if access.may_run(request.user, shown) else None,
    }
    return render(request, "briefings/confirmations.html", context)


@require_POST
def answer_minutes(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """One's own unit agrees or comments."""
    row = access.own_row_for(request.user, pk, unit_pk)
    form = MinutesAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy chọn Nhất trí hoặc Có ý kiến rồi gửi lại.")
    else:
        try:
            services.answer_minutes(row, actor=signed_in(request), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã gửi ý kiến về biên bản.")
    if not access.may_read_minutes(request.user, row.briefing):
        return redirect(row.briefing)
    return redirect("briefings:confirmations", pk)


@require_POST
def decide_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk deals with one comment."""
    comment = access.confirmation_for(request.user, pk)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy chọn Tiếp thu hoặc Giữ nguyên; trả lời không quá 500 ký tự.")
    else:
        try:
            services.decide_comment(comment, actor=signed_in(request), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Đã xử lý ý kiến của {comment.unit}.")
    return redirect("briefings:confirmations", comment.briefing_id)
