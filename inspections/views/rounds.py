"""Pages of rounds, their topics and teams."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections import access, history, services
from inspections.forms import (
    ReasonForm,
    RoundForm,
    TeamForm,
    TeamMemberFormSet,
    TopicFormSet,
    people_of,
)
from inspections.models import Finding, Round, Team, Visit
from inspections.views.steps import Step, run_step, steps_for
from vietnamese.text import fold

PAGE_SIZE = 50

# Where a round can go, on which button; a reason is kept in its history.
ROUND_STEPS = (
    Step(Round.Status.APPROVED, "Ban hành kế hoạch", "Đợt kiểm tra đã có kế hoạch."),
    Step(Round.Status.RUNNING, "Bắt đầu kiểm tra", "Đợt kiểm tra đã bắt đầu."),
    Step(Round.Status.CLOSED, "Kết thúc đợt", "Đợt kiểm tra đã kết thúc."),
    Step(Round.Status.CANCELLED, "Hủy đợt", "Đợt kiểm tra đã hủy.", asks_reason=True),
)


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds the reader knows, newest first."""
    text = request.GET.get("q", "").strip()[:100]
    rows = access.rounds_for(request.user).annotate(
        visit_count=Count("visits", filter=~Q(visits__status="cancelled"))
    )
    if text:
        rows = rows.filter(search_key__contains=fold(text))
    if request.GET.get("trang_thai") in Round.Status.values:
        rows = rows.filter(status=request.GET["trang_thai"])
    page = Paginator(rows.order_by("-starts_on", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page,
        "q": text,
        "statuses": Round.Status.choices,
        "chosen": request.GET.get("trang_thai", ""),
        "may_create": bool(access.organisers_for(request.user)),
    }
    return render(request, "inspections/rounds.html", context)


@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: papers, topics, teams, units, general remarks, what is missing."""
    shown = access.round_for(request.user, pk)
    known = access.inside_visits_for(request.user).filter(round=shown)
    visits = list(known.order_by("planned_on", "starts_at", "unit__sort_key"))
    remarks = list(
        shown.findings.filter(visit=None, withdrawn_at=None).select_related(
            "topic", "author", "verdict"
        )
    )
    context = {
        "round": shown,
        "visits": visits,
        "stages": _stages(shown, visits),
        "teams": shown.teams.prefetch_related("members"),
        "topics": shown.topics.all(),
        "remarks": remarks,
        "has_faults": any(f.kind == Finding.Kind.SHORTCOMING for f in remarks),
        "requests": shown.recommendations.filter(visit=None, withdrawn_at=None),
        "may_manage": access.may_manage(request.user, shown),
        "may_draft": access.may_draft_for_round(request.user, shown),
        "may_remark": access.may_record_on_round(request.user, shown),
        "steps": steps_for(shown, ROUND_STEPS) if _may_move(request, shown) else [],
        "changes": history.latest_of(shown),
    }
    return render(request, "inspections/round.html", context)


def _stages(shown: Round, visits: list[Visit]) -> list[dict[str, str]]:
    """The round as steps: what is done, what is now; counted from facts, never a second status."""
    running = shown.status == Round.Status.RUNNING
    held = sum(visit.worked_on is not None for visit in visits)
    concluded = sum(visit.concluded_at is not None for visit in visits)
    followed = sum(visit.status == Visit.Status.CLOSED for visit in visits)
    total = len(visits)
    facts = [
        ("Kế hoạch", bool(shown.plan_symbol or shown.source), shown.plan_symbol),
        ("Quyết định", bool(shown.decision_symbol or shown.source), shown.decision_symbol),
        ("Làm việc", bool(total) and held == total, f"{held}/{total}"),
        ("Kết luận", bool(total) and concluded == total, f"{concluded}/{total}"),
        ("Thực hiện", bool(total) and followed == total, f"{followed}/{total}"),
    ]
    if not shown.needs_decision:
        del facts[1]
    first_open = next((label for label, done, _ in facts if not done), "")
    now = first_open if running or shown.status == Round.Status.DRAFT else ""
    return [
        {
            "label": label,
            "url": "",
            "note": note,
            "state": "done" if done else "now" if label == now else "todo",
        }
        for label, done, note in facts
    ]


def _may_move(request: HttpRequest, shown: Round) -> bool:
    return access.may_move_round(request.user, shown)


def create_round(request: HttpRequest) -> HttpResponse:
    """A new round."""
    organisers = access.organisers_for(request.user)
    if not organisers:
        raise PermissionDenied
    form = RoundForm(request.POST or None, organisers=organisers)
    if request.method == "POST" and form.is_valid():
        new = form.save()
        messages.success(request, "Đã tạo đợt kiểm tra. Hãy thêm chuyên đề, Đoàn và đơn vị.")
        return redirect(new)
    context = {"form": form, "title": "Tạo đợt kiểm tra", "cancel": reverse("inspections:rounds")}
    return render(request, "inspections/form.html", context)


def edit_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a round."""
    shown = access.round_for(request.user, pk, may=access.may_manage)
    form = RoundForm(
        request.POST or None,
        instance=shown,
        organisers=access.organisers_for(request.user),
        asks_reason=shown.is_in_force,
    )
    if request.method == "POST" and form.is_valid():
        # Only what was changed: the state may have moved since the page was opened.
        form.instance.save(update_fields=[*form.changed_fields, "search_key"])
        messages.success(request, "Đã lưu đợt kiểm tra.")
        return redirect(shown)
    context = {"form": form, "title": "Sửa đợt kiểm tra", "cancel": shown.get_absolute_url()}
    return render(request, "inspections/form.html", context)


@require_POST
def move_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the round to the next state."""
    shown = access.round_for(request.user, pk, may=access.may_move_round)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return run_step(request, shown, ROUND_STEPS, reason)


def edit_topics(request: HttpRequest, pk: int) -> HttpResponse:
    """Topics of the round, all on one page."""
    shown = access.round_for(request.user, pk, may=access.may_manage)
    have = shown.topics.count()
    numbered = [{"order": have + n} for n in range(1, TopicFormSet.extra + 1)]
    formset = TopicFormSet(request.POST or None, instance=shown, initial=numbered)
    if request.method == "POST" and formset.is_valid():
        with transaction.atomic():
            formset.save()
        messages.success(request, "Đã lưu chuyên đề.")
        return redirect(shown)
    context = {"formset": formset, "title": "Chuyên đề", "cancel": shown.get_absolute_url()}
    return render(request, "inspections/formset.html", context)


def add_team(request: HttpRequest, pk: int) -> HttpResponse:
    """A new team of the round."""
    shown = access.round_for(request.user, pk, may=access.may_manage)
    return _team_page(request, Team(round=shown), "Thêm Đoàn kiểm tra")


def edit_team(request: HttpRequest, pk: int) -> HttpResponse:
    """A team's name and people."""
    team = access.team_for(request.user, pk, may=access.may_manage_team)
    return _team_page(request, team, team.name)


def _team_page(request: HttpRequest, team: Team, title: str) -> HttpResponse:
    form = TeamForm(request.POST or None, instance=team, asks_reason=team.round.is_in_force)
    people: dict[str, Any] = {"people": people_of(team.round.organiser)}
    formset = TeamMemberFormSet(request.POST or None, instance=team, form_kwargs=people)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        services.change_team(
            team,
            actor=signed_in(request),
            members=formset.save(commit=False),
            gone=formset.deleted_objects,
            reason=form.change_reason,
        )
        messages.success(request, "Đã lưu Đoàn kiểm tra.")
        return redirect(team.round)
    context = {
        "form": form,
        "formset": formset,
        "title": title,
        "cancel": team.round.get_absolute_url(),
    }
    return render(request, "inspections/formset.html", context)
