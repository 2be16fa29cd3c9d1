"""Pages of one meeting: what it is, its next step, agenda, invitation, attendance."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from briefings import access, services
from briefings.forms import (
    AgendaFormSet,
    AnswerForm,
    AttendanceFormSet,
    BriefingForm,
    ConclusionForm,
    MoveForm,
)
from briefings.models import Briefing
from briefings.services import Refused
from inspections.access import rounds_for
from inspections.views.steps import Step, steps_for
from vietnamese.text import fold
from workflow.history import changes_of
from workflow.moves import MoveRefused

PAGE_SIZE = 50
_STATUS = Briefing.Status
STEPS = (
    Step(_STATUS.INVITED, "Gửi giấy mời", "Đã gửi giấy mời: các đơn vị xem được kỳ giao ban."),
    Step(_STATUS.MEETING, "Bắt đầu họp", "Cuộc họp đã bắt đầu; báo cáo của đơn vị đã khóa."),
    Step(_STATUS.MINUTED, "Gửi biên bản lấy ý kiến", "Đã gửi biên bản cho các đơn vị."),
    Step(_STATUS.CLOSED, "Kết thúc, giao nhiệm vụ", "Đã kết thúc và giao nhiệm vụ."),
    Step(_STATUS.POSTPONED, "Hoãn", "Kỳ giao ban đã hoãn.", asks_reason=True),
    Step(_STATUS.CANCELLED, "Hủy", "Kỳ giao ban đã hủy.", asks_reason=True),
)
_END = Step(_STATUS.HELD, "Kết thúc họp", "Cuộc họp đã kết thúc. Hãy hoàn thiện biên bản.")
_REOPEN = Step(_STATUS.HELD, "Mở lại biên bản", "Đã mở lại biên bản để sửa.", asks_reason=True)
_Deed = Callable[..., Any]
_DEEDS: dict[str, _Deed] = {
    _STATUS.INVITED: services.invite,
    _STATUS.MEETING: services.begin,
    _STATUS.MINUTED: services.send_minutes,
    _STATUS.CLOSED: services.close,
}
_WITH_REASON: dict[str, _Deed] = {
    _STATUS.POSTPONED: services.postpone,
    _STATUS.CANCELLED: services.cancel,
}


@require_safe
def briefings(request: HttpRequest) -> HttpResponse:
    """Meetings the reader knows, newest first."""
    text = request.GET.get("q", "").strip()[:100]
    chosen = request.GET.get("trang_thai", "")
    rows = access.briefings_for(request.user)
    if text:
        rows = rows.filter(search_key__contains=fold(text))
    if chosen in _STATUS.values:
        rows = rows.filter(status=chosen)
    context = {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "q": text,
        "statuses": _STATUS.choices,
        "chosen": chosen,
        "may_create": bool(access.organisers_for(request.user)),
    }
    return render(request, "briefings/briefings.html", context)


@require_safe
def briefing_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: agenda, members, open tasks, next step."""
    user = request.user
    shown = access.briefing_for(user, pk)
    items = list(access.items_for(user, shown))
    may_run = access.may_run(user, shown)
    inside = access.may_read_inside(user, shown)
    context = {
        "briefing": shown,
        "items": items,
        "total": sum(item.minutes for item in items),
        "over": sum(item.minutes for item in items) - shown.minutes,
        "own_rows": access.seats_of(user, shown),
        "rows": shown.attendances.select_related("unit") if inside else (),
        "tasks": access.with_meetings_passed(shown, access.tasks_of(user, shown)[:20]),
        "may_run": may_run,
        "may_prepare": access.may_prepare(user, shown),
        "inside": inside,
        "may_read_table": access.may_read_table(user, shown),
        "may_read_minutes": access.may_read_minutes(user, shown),
        "steps": steps_for(shown, _steps_of(shown)) if may_run else [],
        "changes": changes_of(shown, latest=5) if inside else [],
        "who_sees": access.who_sees_briefing(shown),
    }
    return render(request, "briefings/briefing.html", context)


def _steps_of(shown: Briefing) -> list[Step]:
    back = [_END] if shown.status == _STATUS.MEETING else [_REOPEN]
    return [*STEPS, *back]


@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for the reader's own calendar."""
    shown = access.briefing_for(request.user, pk)
    text = services.calendar_of(shown, at=timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="giao-ban-{shown.pk}.ics"'
    return answer


@require_POST
def move_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step of the meeting."""
    shown = access.briefing_for(request.user, pk, may=access.may_run)
    form = MoveForm(request.POST)
    to = request.POST.get("to", "")
    if not form.is_valid():
        messages.error(request, "Ngày họp mới không có thật. Hãy nhập lại, ví dụ 27/11/2020.")
        return redirect(shown)
    step = next((one for one in _steps_of(shown) if one.to == to), None)
    try:
        _do(shown, to, signed_in(request), **form.cleaned_data)
    except (MoveRefused, Refused) as refusal:
        for text in getattr(refusal, "reasons", [str(refusal)]):
            messages.error(request, text)
    else:
        messages.success(request, step.done if step else "Đã xếp lại ngày họp.")
    return redirect(shown)


def _do(shown: Briefing, to: str, actor: Any, *, reason: str, held_on: Any) -> None:
    if to in _DEEDS:
        _DEEDS[to](shown, actor=actor)
    elif to in _WITH_REASON:
        _WITH_REASON[to](shown, actor=actor, reason=reason)
    elif to == _STATUS.HELD and shown.status == _STATUS.MEETING:
        services.end(shown, actor=actor)
    elif to == _STATUS.HELD:
        services.reopen(shown, actor=actor, reason=reason)
    elif to == _STATUS.PLANNED and held_on is not None:
        services.put_off_until(shown, held_on, actor=actor)
    else:
        raise Refused("Không rõ bước cần làm hoặc thiếu ngày họp mới. Hãy tải lại trang.")


def edit_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """Date, place and people."""
    shown = access.briefing_for(request.user, pk, may=access.may_prepare)
    form = BriefingForm(request.POST or None, instance=shown, rounds=rounds_for(request.user))
    return _save(request, form, shown, "Sửa kỳ giao ban")


def edit_conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and day of the conclusion."""
    shown = access.briefing_for(request.user, pk, may=access.may_note_conclusion)
    form = ConclusionForm(request.POST or None, instance=shown)
    return _save(request, form, shown, "Số, ngày thông báo kết luận")


def _save(request: HttpRequest, form: Any, shown: Briefing, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        # Only what was changed: the state may have moved since the page was opened.
        changed = [name for name in form.changed_data if name != "rev"]
        form.instance.save(update_fields=[*changed, "search_key"])
        messages.success(request, "Đã lưu.")
        return redirect(shown)
    context = {"form": form, "title": title, "cancel": shown.get_absolute_url()}
    return render(request, "briefings/form.html", context)


def edit_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Items of the agenda, all on one page."""
    shown = access.briefing_for(request.user, pk, may=access.may_prepare)
    have = shown.items.count()
    formset = AgendaFormSet(
        request.POST or None,
        instance=shown,
        initial=[{"order": have + n} for n in range(1, AgendaFormSet.extra + 1)],
        form_kwargs={"members": access.members_of(shown)},
    )
    if request.method == "POST" and formset.is_valid():
        with transaction.atomic():
            formset.save()
        messages.success(request, "Đã lưu chương trình họp.")
        return redirect(shown)
    context = {
        "formset": formset,
        "title": "Chương trình họp",
        "cancel": shown.get_absolute_url(),
    }
    return render(request, "briefings/formset.html", context)


def answer_invitation(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """A unit says whether it comes."""
    row = access.own_row_for(request.user, pk, unit_pk)
    form = AnswerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_invitation(row, actor=signed_in(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã trả lời giấy mời.")
            return redirect(row.briefing)
    context = {
        "form": form,
        "title": f"Trả lời giấy mời – {row.unit_name}",
        "cancel": row.briefing.get_absolute_url(),
    }
    return render(request, "briefings/form.html", context)


def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there, all units on one page."""
    shown = access.briefing_for(request.user, pk, may=access.may_run)
    rows = shown.attendances.select_related("unit")
    formset = AttendanceFormSet(request.POST or None, queryset=rows)
    if request.method == "POST" and formset.is_valid():
        try:
            services.take_attendance(shown, formset.save(commit=False), actor=signed_in(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã lưu điểm danh.")
            return redirect(shown)
    context = {"formset": formset, "title": "Điểm danh", "cancel": shown.get_absolute_url()}
    return render(request, "briefings/formset.html", context)
