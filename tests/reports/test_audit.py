"""What papers write into the audit log, in the transaction of the deed."""

import pytest

from accounts.audit import seal, verify
from accounts.models import AuditEvent
from reports import pdf, services
from tests import build
from tests.people import Cast


def _told() -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(object_type="reports.document").order_by("pk")
    return list(rows.values_list("action", "actor__username"))


@pytest.mark.usefixtures("quick_pdf")
def test_approving_issuing_replacing_and_withdrawing_are_told(cast: Cast) -> None:
    first = build.issued_paper(cast)
    newer = build.issued_paper(cast, replaces=first)
    services.withdraw(newer, actor=cast.binh, reason="Ban hành nhầm")
    assert _told() == [
        ("paper_approved", "binh"),
        ("paper_issued", "an"),
        ("paper_approved", "binh"),
        ("paper_issued", "an"),
        ("paper_replaced", "an"),
        ("paper_withdrawn", "binh"),
    ]
    issued = AuditEvent.objects.filter(action="paper_issued").order_by("pk")[0]
    assert issued.data["sha256"] == first.sha256
    assert issued.object_label == f"Thông báo kết luận kiểm tra {first.symbol}"
    assert issued.data["subject_line"] == first.subject_line
    last = AuditEvent.objects.order_by("-pk")[0]
    assert last.data["reason"] == "Ban hành nhầm"
    seal(last.at)
    assert verify() == []


def test_a_paper_that_could_not_be_issued_is_not_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = build.approved_paper(cast)
    begun = _told()

    def fail(content: object, **limits: object) -> bytes:
        raise pdf.RenderFailed("Không in được.")

    monkeypatch.setattr("reports.pdf.render", fail)
    with pytest.raises(pdf.RenderFailed):
        services.issue(paper, actor=cast.an)
    assert _told() == begun
