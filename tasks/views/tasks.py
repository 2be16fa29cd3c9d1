"""The list of tasks, one task, and its evidence."""

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks import access, services
from tasks.models import Task, TaskFile, TaskQuerySet
from tasks.work import QUEUES
from vietnamese.text import fold
from workflow.history import changes_of

PAGE_SIZE = 50
ALL = "tat-ca"


def _chosen(request: HttpRequest) -> TaskQuerySet:
    """One queue, everything the reader knows, or (unless told) what is in their hands."""
    queue = QUEUES.get(request.GET.get("viec", ""))
    if queue:
        return queue.rows(request.user)
    everything = request.GET.get("pham_vi") == ALL
    rows = access.tasks_for(request.user) if everything else access.my_tasks(request.user)
    return rows.worst_first()


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Tasks in the person's hands, or all they know of; the worst first."""
    rows, text = _chosen(request), request.GET.get("q", "").strip()[:100]
    for word in fold(text).split():
        rows = rows.filter(search_key__contains=word) | rows.filter(
            owner__search_key__contains=word
        )
    status = request.GET.get("trang_thai", "")
    if status == "overdue":
        rows = rows.overdue(timezone.localdate())
    elif status in Task.Status.values:
        rows = rows.filter(status=status)
    queue = QUEUES.get(request.GET.get("viec", ""))
    context = {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "queue": queue,
        "q": text,
        "statuses": [("overdue", "Quá hạn"), *Task.Status.choices],
        "chosen": status,
        "everything": request.GET.get("pham_vi") == ALL,
    }
    return render(request, "tasks/tasks.html", context)


@require_safe
def task_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: facts, parts, reports with evidence, extensions, history, next steps."""
    user, task = request.user, access.task_for(request.user, pk)
    parent = task.parent
    context: dict[str, Any] = {
        "task": task,
        "badge": task.badge(timezone.localdate()),
        "late": task.days_late(timezone.localdate()),
        "parent": parent if parent and access.tasks_for(user).filter(pk=parent.pk) else None,
        "parts": access.parts_for(user, task),
        "reports": task.reports.select_related("unit", "author", "decided_by").prefetch_related(
            "files"
        ),
        "extensions": task.extensions.select_related("decided_by"),
        "rechecks": task.rechecks.select_related("checked_by"),
        "coordinators": task.coordinators.all(),
        "changes": changes_of(task),
        "may_report": access.may_report(user, task),
        "may_verify": access.may_verify(user, task),
        "may_manage": access.may_manage(user, task),
        "may_change": access.may_change(user, task),
        "who_sees": access.who_sees_task(task),
    }
    return render(request, "tasks/task.html", context)


@require_safe
def file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """One file of evidence, to be kept, not shown: it comes from a stranger's machine."""
    row = access.file_for(request.user, pk, file_pk)
    try:
        data = services.file_bytes(row)
    except services.Refused as refusal:
        context = {"task": row.report.task, "reason": refusal}
        return render(request, "tasks/lost_file.html", context, status=503)
    response = HttpResponse(data, content_type=TaskFile.TYPES[row.kind])
    name = row.name if row.name.lower().endswith(f".{row.kind}") else f"{row.name}.{row.kind}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
