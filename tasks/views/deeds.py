"""What is done about a task: each a form of its own, and a service behind it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from tasks import access, services
from tasks.forms import ExtendForm, ReasonForm, ReportForm, SplitForm, TaskForm
from tasks.models import Task
from workflow.moves import MoveRefused

_FAULTS = (services.Refused, MoveRefused)


def _opened(request: HttpRequest, pk: int, now: Any, ever: Any) -> Task:
    """The task; a form that was opened in time and sent late keeps its words (``ever``)."""
    return access.task_for(request.user, pk, may=now if request.method == "GET" else ever)


def _page(request: HttpRequest, task: Task, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"task": task, "form": form, "title": title, "who_sees": access.who_sees_task(task)}
    return render(request, "tasks/form.html", context | more)


def _done(
    request: HttpRequest, task: Task, form: Any, deed: Callable[[], Any], said: str
) -> HttpResponse | None:
    """Do it and go back to the task; ``None`` when it was refused and the form says why."""
    try:
        deed()
    except _FAULTS as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, said)
    return redirect(task)


def report_task(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner says what was done."""
    task = _opened(request, pk, access.may_report, access.may_write_report)
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        facts["files"] = facts.pop("evidence")
        answer = _done(
            request,
            task,
            form,
            lambda: services.report(task, actor=signed_in(request), **facts),
            "Đã gửi báo cáo. Đơn vị giao sẽ xác nhận hoặc yêu cầu bổ sung.",
        )
        if answer:
            return answer
    return _page(request, task, form, "Báo cáo kết quả thực hiện", label="Gửi báo cáo")


@require_POST
def verify_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person confirms."""
    task = access.task_for(request.user, pk, may=access.may_judge)
    try:
        services.verify(task, actor=signed_in(request))
    except _FAULTS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã xác nhận hoàn thành.")
    return redirect(task)


def _reasoned(
    request: HttpRequest,
    task: Task,
    deed: Callable[..., Any],
    title: str,
    said: str,
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        answer = _done(
            request,
            task,
            form,
            lambda: deed(task, actor=signed_in(request), reason=reason),
            said,
        )
        if answer:
            return answer
    return _page(request, task, form, title, label=title)


def return_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more, with the reason."""
    task = _opened(request, pk, access.may_verify, access.may_judge)
    said = "Đã gửi yêu cầu bổ sung cho đơn vị."
    return _reasoned(request, task, services.send_back, "Yêu cầu bổ sung", said)


def waive_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow it no longer, with the reason."""
    task = _opened(request, pk, access.may_manage, access.is_manager)
    said = "Đã thôi theo dõi nhiệm vụ này."
    return _reasoned(request, task, services.waive, "Thôi theo dõi", said)


def extend_task(request: HttpRequest, pk: int) -> HttpResponse:
    """More time, with the reason."""
    task = _opened(request, pk, access.may_manage, access.is_manager)
    form = ExtendForm(request.POST or None, initial={"due_on": task.due_on})
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("due_on", "reason")}
        answer = _done(
            request,
            task,
            form,
            lambda: services.extend(task, actor=signed_in(request), **facts),
            "Đã gia hạn.",
        )
        if answer:
            return answer
    return _page(request, task, form, "Gia hạn", label="Gia hạn")


def split_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a part of it to a unit."""
    task = _opened(request, pk, access.may_manage, access.is_manager)
    form = SplitForm(
        request.POST or None, owners=access.owners_for(task), initial={"due_on": task.due_on}
    )
    if request.method == "POST" and form.is_valid():
        facts = {k: v for k, v in form.cleaned_data.items() if k != "day_off"}
        answer = _done(
            request,
            task,
            form,
            lambda: services.split(task, actor=signed_in(request), **facts),
            "Đã giao phần việc.",
        )
        if answer:
            return answer
    return _page(request, task, form, "Chia thành phần việc", label="Giao phần việc")


def edit_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Who follows it, its product, importance, who helps."""
    task = _opened(request, pk, access.may_change, access.is_manager)
    # The form writes into a copy of its own; the service works on what is stored.
    form = TaskForm(
        request.POST or None,
        instance=access.task_for(request.user, pk),
        units=access.owners_for(task),
        people=access.followers_for(task),
        initial={"rev": task.rev},
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        rev, helping = facts.pop("rev"), list(facts.pop("coordinators"))
        try:
            answer = _done(
                request,
                task,
                form,
                lambda: services.change_task(
                    task, rev=rev, actor=signed_in(request), changes=facts, coordinators=helping
                ),
                "Đã lưu thay đổi.",
            )
            if answer:
                return answer
        except services.Stale as stale:
            form.save_over(stale.current.rev)
            form.add_error(
                None,
                "Nhiệm vụ vừa được người khác sửa. Hãy xem lại các ô; lưu lần nữa sẽ ghi bản này.",
            )
    return _page(request, task, form, "Sửa thông tin theo dõi", label="Lưu")
