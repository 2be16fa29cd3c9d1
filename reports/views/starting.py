"""Beginning a paper: what a year, a round or a visit may have, and what it has already."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from inspections.access import (
    may_draft_for_round,
    may_draft_for_visit,
    round_for,
    visit_for,
)
from inspections.models import Round, Visit
from inspections.services import Refused
from reports import access, services
from reports.access.registers import issuers_of
from reports.contents.draft import Subject
from reports.forms import StartForm
from reports.kinds import ROUND, VISIT, YEAR, Kind, kinds_on
from reports.models import Document, Issuer
from units.models import FIRST_YEAR, LAST_YEAR, Unit

NO_ISSUER = (
    "Đơn vị tổ chức chưa khai báo thể thức ban hành (tên cơ quan, ký hiệu, nơi nhận). "
    "Hãy nhờ người quản trị hệ thống khai báo trước."
)


@dataclass(frozen=True)
class Offer:
    """One kind of paper as the page shows it: what there is of it, whether one may be begun."""

    kind: Kind
    papers: list[Document]
    # Whether papers begun here are for practice; of a year one chooses each time.
    is_training: bool = False

    @property
    def may_begin(self) -> bool:
        """Whether another one may be begun: of most kinds there is one at a time."""
        return self._has_room(self.is_training)

    @property
    def may_practise(self) -> bool:
        """Whether another one for practice may be begun beside the real ones."""
        return not self.is_training and self._has_room(True)

    def _has_room(self, is_training: bool) -> bool:
        ended = (Document.Status.REPLACED, Document.Status.WITHDRAWN)
        same = [paper for paper in self.papers if paper.is_training == is_training]
        return self.kind.many or all(paper.status in ended for paper in same)


def start_for_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Papers of one visit; a POST begins one, drafted from what was recorded."""
    visit = visit_for(request.user, pk, may=may_draft_for_visit)
    issuers = list(issuers_of(visit.round.organiser))
    subject = Subject(issuers[0], round=visit.round, visit=visit) if issuers else None
    return _page(request, VISIT, subject, issuers, visit, access.papers_on(visit))


def start_for_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Papers of a whole round; a POST begins one."""
    owner = round_for(request.user, pk, may=may_draft_for_round)
    issuers = list(issuers_of(owner.organiser))
    subject = Subject(issuers[0], round=owner) if issuers else None
    return _page(request, ROUND, subject, issuers, owner, access.papers_on(owner))


def start_for_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Papers of a year of a unit that issues; a POST begins one."""
    unit = access.issuing_unit_for(request.user, pk)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    issuers = list(issuers_of(unit))
    subject = Subject(issuers[0], year=year) if issuers else None
    return _page(request, YEAR, subject, issuers, unit, access.papers_of_year(unit, year))


def _page(
    request: HttpRequest,
    scope: str,
    subject: Subject | None,
    issuers: list[Issuer],
    owner: Round | Visit | Unit,
    papers: QuerySet[Document],
) -> HttpResponse:
    kinds = kinds_on(scope)
    form = StartForm(
        request.POST or None,
        kinds=[(kind.name, kind.label) for kind in kinds],
        issuers=[(str(issuer.pk), str(issuer)) for issuer in issuers],
    )
    if subject is None:
        messages.error(request, NO_ISSUER)
        return redirect(owner)
    if request.method == "POST":
        return _begin(request, form, subject, issuers)
    rows = list(papers.order_by("pk"))
    training = subject.round.is_training if subject.round else False
    context = {
        "owner": owner,
        "year": subject.year,
        "issuers": issuers,
        "offers": [
            Offer(kind, [p for p in rows if p.kind == kind.name], training) for kind in kinds
        ],
        "action": request.path,
    }
    return render(request, "reports/start.html", context)


def _begin(
    request: HttpRequest, form: StartForm, subject: Subject, issuers: list[Issuer]
) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, "Hãy chọn loại văn bản và cơ quan ban hành trong danh sách.")
        return redirect(request.path)
    chosen = [issuer for issuer in issuers if str(issuer.pk) == form.cleaned_data["issuer"]]
    subject = replace(subject, issuer=chosen[0]) if chosen else subject
    try:
        new = services.start_document(
            form.cleaned_data["kind"],
            actor=signed_in(request),
            issuer=subject.issuer,
            visit=subject.visit,
            round_=subject.round,
            year=subject.year,
            is_training=form.cleaned_data["is_training"],
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect(request.path)
    return redirect(new)
