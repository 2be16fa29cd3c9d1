"""Pages of a unit's people: who has which right, and every deed on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from units import audit
from units.access import people as access
from units.access.who_sees import who_sees_people
from units.forms.people import ChangeForm, EndForm, GiveForm, ReasonForm, SlipForm
from units.models import Membership, Unit
from units.services import people as services
from units.services.refusals import Refused
from units.views.refused import say
from units.views.tabs import tabs_of
from vietnamese.dates import short
from vietnamese.text import fold

PAGE_SIZE = 50
_AFTER_A_GAP = "Nếu người này quay lại sau một thời gian nghỉ, hãy giao tư cách mới."


@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """People of the unit by given name: their roles, from when to when."""
    unit = access.unit_with_people_for(request.user, code)
    text = request.GET.get("q", "").strip()[:100]
    everybody = request.GET.get("hien") == "tat-ca"
    rows = access.memberships_in(unit)
    if not everybody:
        rows = rows.current(timezone.localdate())
    if text:
        rows = rows.filter(user__search_key__contains=fold(text))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    may_change = [access.may_change_membership(request.user, row) for row in page]
    tabs = tabs_of(request.user, unit)
    context = {
        **tabs,
        "page_obj": page,
        "rows": list(zip(page, may_change, strict=True)),
        "q": text,
        "everybody": everybody,
        "has_ended_ones": not page.object_list and access.memberships_in(unit).exists(),
        "is_alive": unit.valid_to is None or unit.valid_to >= timezone.localdate(),
        "waiting": access.waiting_in(unit).count() if tabs["may_manage"] else 0,
        "who_sees": who_sees_people(unit),
    }
    return render(request, "units/people.html", context)


def give_membership(request: HttpRequest, code: str) -> HttpResponse:
    """A right for somebody who has an account."""
    unit = access.unit_with_people_for(request.user, code, may=access.may_manage_people)
    form = GiveForm(
        request.POST or None,
        roles=access.roles_to_give(request.user, unit),
        actor=request.user,
        initial={"valid_from": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        user = facts.pop("username")
        try:
            services.give_membership(user=user, unit=unit, actor=signed_in(request), **facts)
        except Refused as error:
            say(form, error)
            _link_to_row(request, form, error)
        else:
            messages.success(request, f"Đã giao tư cách cho {user}.")
            return redirect("units:people", code=code)
    return _form(request, form, unit, f"Giao tư cách ở {unit}", "Giao tư cách")


def edit_membership(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One membership: its role and days, what can be done with it, its history."""
    shown = access.membership_for(request.user, code, pk, may=access.may_change_membership)
    start = {
        "role": shown.role,
        "valid_from": shown.valid_from,
        "valid_to": shown.valid_to,
        "seen": services.state_of(shown),
    }
    roles = access.roles_to_give(request.user, shown.unit)
    form = ChangeForm(request.POST or None, roles=roles, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_membership(shown, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            say(form, error)
            _link_to_row(request, form, error)
        else:
            messages.success(request, "Đã lưu tư cách.")
            return redirect("units:edit_membership", code=code, pk=pk)
    context = {
        "form": form,
        "membership": shown,
        "unit": shown.unit,
        "slip_form": SlipForm(),
        "reopen_words": _reopen_words(shown),
        "may_reset": access.may_reset(request.user, shown),
        "may_disable": access.may_disable(request.user, shown),
        "changes": audit.changes_of_membership(shown),
        "who_sees": who_sees_people(shown.unit),
    }
    return render(request, "units/membership.html", context)


def _link_to_row(request: HttpRequest, form: Any, error: Refused) -> None:
    """Beside the refusal, the way to the membership it speaks of."""
    for row in error.rows:
        if isinstance(row, Membership) and access.may_change_membership(request.user, row):
            url = reverse("units:edit_membership", args=[row.unit.code, row.pk])
            form.see_also = {"url": url, "label": f"Mở dòng ấy: {row}"}


def end_membership(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A role ends, at once or with a day, with a reason."""
    shown = access.membership_for(request.user, code, pk, may=access.may_change_membership)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(
                shown,
                last_day=form.cleaned_data["last_day"],
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
            )
        except Refused as error:
            say(form, error)
        else:
            messages.success(request, f"Đã kết thúc tư cách của {shown.user}.")
            return redirect("units:people", code=code)
    title = f"Kết thúc tư cách của {shown.user}"
    back = reverse("units:edit_membership", args=[code, pk])
    note = f"{shown.get_role_display()}, {shown.unit}"
    return _form(request, form, shown.unit, title, "Kết thúc", back=back, note=note)


def _reopen_words(shown: Membership) -> str:
    """What reopening does to the last day."""
    day = f"ngày cuối lại là {short(shown.agreed_to)}" if shown.agreed_to else "bỏ ngày cuối"
    return f"Coi như chưa kết thúc: {day}. {_AFTER_A_GAP}"


@require_POST
def reopen_membership(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take an ending back."""
    return _deed(
        request,
        access.membership_for(request.user, code, pk, may=access.may_change_membership),
        services.reopen_membership,
        "Đã mở lại tư cách.",
    )


@require_POST
def disable_account(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Close the account: the person is out at once, everywhere."""
    shown = access.membership_for(request.user, code, pk, may=access.may_disable)
    return _deed(request, shown, _disable, "Đã ngừng tài khoản; người này bị đăng xuất ngay.")


@require_POST
def enable_account(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Open the account again."""
    shown = access.membership_for(request.user, code, pk, may=access.may_disable)
    return _deed(request, shown, _enable, "Đã mở lại tài khoản.")


def _disable(shown: Membership, **why: Any) -> object:
    return services.disable_account(shown.user, **why)


def _enable(shown: Membership, **why: Any) -> object:
    return services.enable_account(shown.user, **why)


def _deed(
    request: HttpRequest, shown: Membership, deed: Callable[..., object], done: str
) -> HttpResponse:
    """A deed that asks for nothing but a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chưa làm được: hãy ghi lý do (tối đa 300 ký tự).")
    else:
        try:
            deed(shown, reason=form.cleaned_data["reason"], actor=signed_in(request))
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done)
    return redirect("units:edit_membership", code=shown.unit.code, pk=shown.pk)


def _form(
    request: HttpRequest,
    form: Any,
    unit: Unit,
    title: str,
    button: str,
    *,
    back: str = "",
    note: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "unit": unit,
        "title": title,
        "button": button,
        "note": note,
        "back": back or reverse("units:people", args=[unit.code]),
        "section": "Người dùng",
        "section_url": reverse("units:people", args=[unit.code]),
    }
    return render(request, "units/people_form.html", context)
