"""Recording on site, editing and withdrawing, the lead's synthesis."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections import access, services
from inspections.forms import RECORD_FORMS, ReasonForm, VerdictForm
from inspections.models import FieldRecord, Finding, Recommendation, Round, Verdict, Visit
from tasks.access import task_of
from units.access import Reader

TITLES = {
    "ghi-nhan": "Ghi nhận",
    "de-nghi": "Yêu cầu, đề nghị đối với đơn vị",
    "kien-nghi": "Kiến nghị, đề xuất của đơn vị",
    "thanh-phan": "Thành phần dự",
}
_RECORDERS: dict[str, Any] = {
    "ghi-nhan": services.record_finding,
    "de-nghi": services.record_recommendation,
    "kien-nghi": services.record_request,
    "thanh-phan": services.record_attendance,
}
_ON_ROUND = ("ghi-nhan", "de-nghi")


def record(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Record on a visit; after saving the next empty form comes, with the topic remembered."""
    # A form that was opened in time and sent late keeps its words (the service says why not).
    may = access.may_record if request.method == "GET" else access.may_write_on
    visit = access.visit_for(request.user, pk, may=may)
    return _record(request, kind, visit, visit.round)


def record_on_round(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A general remark or request of the whole round."""
    owner = access.round_for(request.user, pk, may=access.may_record_on_round)
    if kind not in _ON_ROUND:
        raise Http404
    return _record(request, kind, None, owner)


def _record(request: HttpRequest, kind: str, visit: Visit | None, owner: Round) -> HttpResponse:
    if kind not in RECORD_FORMS:
        raise Http404
    remembered = {"client_id": uuid.uuid4(), "topic": request.GET.get("chuyen-de", "")}
    form = RECORD_FORMS[kind](request.POST or None, round_=owner, initial=remembered)
    if request.method == "POST" and form.is_valid():
        facts = {k: v for k, v in form.cleaned_data.items() if k != "rev"}
        round_fact = {} if visit else {"round_": owner}
        try:
            _RECORDERS[kind](visit, actor=signed_in(request), **facts, **round_fact)
        except services.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu. Có thể ghi tiếp mục khác.")
            return redirect(_next_page(request, facts))
    back = visit or owner
    context = {
        "form": form,
        "kind": kind,
        "title": TITLES[kind],
        "visit": visit,
        "round": owner,
        "back": back.get_absolute_url(),
        "who_sees": access.who_sees_inside(back, kind),
        "latest": access.own_records(signed_in(request), kind, visit)[:3] if visit else [],
    }
    return render(request, "inspections/record.html", context)


def _next_page(request: HttpRequest, facts: dict[str, Any]) -> str:
    topic = facts.get("topic")
    return f"{request.path}?chuyen-de={topic.pk}" if topic else request.path


def edit_record(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Change a record; over somebody's newer text both are shown and the person chooses."""
    may = access.may_change_record if request.method == "GET" else access.may_write_record
    shown = access.record_for(request.user, kind, pk, may=may)
    owner = _round_of(shown)
    form = RECORD_FORMS[kind](
        request.POST or None, instance=shown, round_=owner, initial={"rev": shown.rev}
    )
    two_texts = None
    if request.method == "POST" and form.is_valid():
        stored = access.record_for(request.user, kind, pk, may=may)
        changes = {name: form.cleaned_data[name] for name in stored.EDITABLE}
        try:
            services.change_record(
                stored,
                rev=form.cleaned_data["rev"] or 0,
                actor=signed_in(request),
                changes=changes,
            )
        except services.Stale as error:
            two_texts = _both(form, error.current, changes)
        except services.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu thay đổi.")
            return redirect(_page_of(stored))
    context = {
        "form": form,
        "kind": kind,
        "title": f"Sửa: {TITLES[kind].lower()}",
        "record": shown,
        "back": _page_of(shown),
        "two_texts": two_texts,
        "who_sees": access.who_sees_inside(_owner_of(shown), kind),
    }
    return render(request, "inspections/edit_record.html", context)


def _both(form: Any, current: FieldRecord, mine: dict[str, Any]) -> dict[str, Any]:
    """Both texts of every field that differs; the form then saves over the newer revision."""
    rows = [
        {
            "label": form.fields[name].label,
            "mine": _words(mine[name]),
            "theirs": _words(getattr(current, name)),
        }
        for name in mine
        if mine[name] != getattr(current, name)
    ]
    form.save_over(current.rev)
    return {"rows": rows, "current": current}


def _words(value: Any) -> str:
    if value is None or value == "":
        return "(để trống)"
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def _round_of(shown: FieldRecord) -> Round:
    visit: Visit | None = getattr(shown, "visit", None)
    return visit.round if visit else cast(Round, getattr(shown, "round"))  # noqa: B009


def _owner_of(shown: FieldRecord) -> Visit | Round:
    visit: Visit | None = getattr(shown, "visit", None)
    return visit or _round_of(shown)


def _page_of(shown: FieldRecord) -> str:
    return _owner_of(shown).get_absolute_url()


def _asked(
    request: HttpRequest, shown: FieldRecord, kind: str, form: Any, title: str
) -> HttpResponse:
    """One question about a record, with the record above it."""
    context = {
        "form": form,
        "record": shown,
        "title": title,
        "back": _page_of(shown),
        "who_sees": access.who_sees_inside(_owner_of(shown), kind),
    }
    return render(request, "inspections/withdraw.html", context)


def withdraw(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Take a record back: asked once, with a reason."""
    shown = access.record_for(request.user, kind, pk, may=access.may_change_record)
    form = ReasonForm(request.POST or None, initial={"rev": shown.rev})
    form.fields["reason"].required = True
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_record(
                shown,
                rev=form.cleaned_data["rev"] or 0,
                actor=signed_in(request),
                reason=form.cleaned_data["reason"],
            )
        except services.Stale:
            messages.error(request, "Nội dung vừa được người khác sửa; hãy đọc lại rồi rút.")
            return redirect("inspections:withdraw_record", kind=kind, pk=pk)
        except services.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã rút. Nội dung vẫn còn trong lịch sử.")
            return redirect(_page_of(shown))
    return _asked(request, shown, kind, form, "Rút mục này")


@require_safe
def synthesis(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's page: every finding with four buttons, and what the conclusion will say."""
    return _synthesis_page(request, access.visit_for(request.user, pk, may=access.may_lead))


def _synthesis_page(
    request: HttpRequest, visit: Visit, typed: dict[str, str] | None = None
) -> HttpResponse:
    """The page, with what was typed for one finding when its verdict could not be saved."""
    findings = list(
        visit.findings.filter(withdrawn_at=None).select_related("topic", "author", "verdict")
    )
    context = {
        "visit": visit,
        "findings": findings,
        "left": sum(not f.is_settled for f in findings),
        "targets": [f for f in findings if f.is_printed],
        "typed": typed or {},
        "who_sees": access.who_sees_inside(visit),
    }
    return render(request, "inspections/synthesis.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one verdict."""
    finding = cast(Finding, access.record_for(request.user, "ghi-nhan", pk, may=_may_decide))
    visit = access.visit_for(request.user, finding.visit_id or 0, may=access.may_lead)
    page = f"{reverse('inspections:synthesis', args=[finding.visit_id])}#ghi-nhan-{finding.pk}"
    form = VerdictForm(request.POST, finding=finding)
    typed = {
        "pk": str(finding.pk),
        "body": request.POST.get("body", ""),
        "reason": request.POST.get("reason", ""),
    }
    if not form.is_valid():
        faults = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, f"Chưa lưu được ý kiến: {' '.join(faults)}")
        return _synthesis_page(request, visit, typed)
    try:
        services.decide(finding, actor=signed_in(request), **form.cleaned_data)
    except services.Stale:
        messages.error(request, "Ghi nhận vừa được sửa; hãy đọc lại rồi cho ý kiến.")
        return _synthesis_page(request, visit, typed)
    except services.Refused as error:
        messages.error(request, str(error))
        return _synthesis_page(request, visit, typed)
    else:
        label = Verdict.Decision(form.cleaned_data["decision"]).label
        messages.success(request, f"Đã ghi ý kiến “{label}”.")
    return redirect(page)


def _may_decide(user: Reader, shown: FieldRecord) -> bool:
    visit: Visit | None = getattr(shown, "visit", None)
    return visit is not None and access.may_lead(user, visit)


@require_safe
def task_of_record(request: HttpRequest, pk: int) -> HttpResponse:
    """From a request of the team to the task it became, where what came of it stands."""
    shown = cast(Recommendation, access.record_for(request.user, "de-nghi", pk))
    task = task_of(request.user, shown)
    if task is None:
        raise Http404
    return redirect(task)
