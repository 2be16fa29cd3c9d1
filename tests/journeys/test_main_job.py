"""The main job through HTTP: from an empty round to a numbered conclusion the unit can open."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from inspections.models import Finding, Round, Visit
from reports.models import Document
from tests import build
from tests.people import Cast

SignIn = Callable[[User], Client]


def _post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data, follow=True)


def _said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_from_an_empty_round_to_a_paper_in_the_units_hands(cast: Cast, as_: SignIn) -> None:
    an, binh, cuong, em, khoa = (
        as_(getattr(cast, name)) for name in ("an", "binh", "cuong", "em", "khoa")
    )
    new = _create_round(an, cast)
    visit = _plan_visit(an, cast, new)
    move_round = ("inspections:move_round", new.pk)
    _post(an, *move_round, to="approved")
    assert "đã bắt đầu" in _said(_post(an, *move_round, to="running"))
    page = reverse("inspections:visit", args=[visit.pk])
    assert khoa.get(page).status_code == 404
    _post(an, "inspections:move_visit", visit.pk, to="notified")
    assert "Có lịch kiểm tra, cần gửi báo cáo" in khoa.get(page).content.decode()
    _hold_meeting(an, em, visit)
    _synthesise(cuong, visit)
    paper = _issue_conclusion(an, binh, cast, visit)
    assert paper.symbol == "01-TB/TĐTN-UBKT"
    visit.refresh_from_db()
    assert visit.status == Visit.Status.CONCLUDED
    assert paper.symbol in khoa.get(page).content.decode()
    pdf = khoa.get(reverse("reports:pdf", args=[paper.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def _create_round(an: Client, cast: Cast) -> Round:
    _post(
        an,
        "inspections:create_round",
        organiser=cast.province.pk,
        kind="year",
        title="Kiểm tra công tác Đoàn năm 2021",
        period_from="01/01/2021",
        period_to="31/10/2021",
        starts_on="15/11/2021",
        ends_on="30/11/2021",
        plan_symbol="20-KH/TĐTN-UBKT",
        plan_on="01/11/2021",
        decision_symbol="21-QĐ/TĐTN-UBKT",
        decided_on="05/11/2021",
    )
    new = Round.objects.get(title="Kiểm tra công tác Đoàn năm 2021")
    assert new.starts_on == date(2021, 11, 15)
    team: dict[str, Any] = {
        "name": "Đoàn kiểm tra",
        "members-TOTAL_FORMS": 2,
        "members-INITIAL_FORMS": 0,
    }
    for n, (user, duty) in enumerate(((cast.cuong, "leader"), (cast.em, "member"))):
        team |= {
            f"members-{n}-full_name": user.full_name,
            f"members-{n}-position": "Cán bộ",
            f"members-{n}-duty": duty,
            f"members-{n}-user": user.pk,
        }
    an.post(reverse("inspections:add_team", args=[new.pk]), team)
    assert new.teams.get().members.count() == 2
    return new


def _plan_visit(an: Client, cast: Cast, new: Round) -> Visit:
    _post(
        an,
        "inspections:add_visit",
        new.pk,
        unit=cast.damha.pk,
        subject="Ban Thường vụ",
        team=new.teams.get().pk,
        mode="on_site",
        planned_on="16/11/2021",
        place="Trụ sở Huyện đoàn",
    )
    return new.visits.get()


def _hold_meeting(an: Client, em: Client, visit: Visit) -> None:
    meeting = {"rev": visit.rev, "worked_on": "16/11/2021", "starts_at": "8:00"}
    _post(an, "inspections:edit_meeting", visit.pk, **meeting)
    _post(an, "inspections:move_visit", visit.pk, to="on_site")
    for kind, body in (("strength", "Kế hoạch rõ từng quý."), ("shortcoming", "Sổ chưa đủ.")):
        said = _post(em, "inspections:record", visit.pk, "ghi-nhan", kind=kind, body=body)
        assert "Đã lưu" in _said(said)
    _post(an, "inspections:record", visit.pk, "de-nghi", body="Bổ sung sổ", due_on="31/12/2021")
    _post(an, "inspections:move_visit", visit.pk, to="drafting")
    visit.refresh_from_db()
    assert visit.status == Visit.Status.DRAFTING
    meeting = {
        "rev": visit.rev,
        "worked_on": "16/11/2021",
        "minutes_signed_on": "16/11/2021",
        "adoption": "committee",
        "adopted_on": "18/11/2021",
    }
    assert "Đã lưu" in _said(_post(an, "inspections:edit_meeting", visit.pk, **meeting))


def _synthesise(cuong: Client, visit: Visit) -> None:
    assert cuong.get(reverse("inspections:synthesis", args=[visit.pk])).status_code == 200
    for finding in Finding.objects.filter(visit=visit):
        _post(cuong, "inspections:decide", finding.pk, decision="accept", rev=finding.rev)


def _issue_conclusion(an: Client, binh: Client, cast: Cast, visit: Visit) -> Document:
    _post(an, "reports:start_for_visit", visit.pk, kind="conclusion")
    paper = Document.objects.get(visit=visit)
    assert "Kế hoạch rõ từng quý." in paper.draft["sections"][0]["html"]
    preview = an.get(reverse("reports:preview", args=[paper.pk]))
    assert preview.content.startswith(b"%PDF")
    assert "Chưa chọn người ký." in _said(_post(an, "reports:submit", paper.pk))
    facts = {
        "rev": paper.rev,
        "body": "committee",
        "signer": cast.signer.pk,
        "recipients": paper.recipients,
        "advising_code": paper.advising_code,
    }
    _post(an, "reports:prepare_document", paper.pk, **facts)
    _post(an, "reports:submit", paper.pk)
    _post(binh, "reports:approve", paper.pk)
    assert "Chưa có ngày văn bản." in _said(_post(an, "reports:issue", paper.pk))
    paper.refresh_from_db()
    # After the approval only the day is open; another signer would need another approval.
    facts = {"rev": paper.rev, "paper_on": "20/11/2021", "signer": "", "recipients": ""}
    _post(an, "reports:prepare_document", paper.pk, **facts)
    paper.refresh_from_db()
    assert (paper.signer, bool(paper.recipients)) == (cast.signer, True)
    assert "Đã cấp số" in _said(_post(an, "reports:issue", paper.pk))
    assert "đã được ban hành" in _said(_post(an, "reports:issue", paper.pk))
    paper.refresh_from_db()
    return paper


def test_a_joint_conclusion_of_the_round_is_numbered_and_shown_to_no_unit(
    cast: Cast, as_: SignIn
) -> None:
    an = as_(cast.an)
    remark = reverse("inspections:record_on_round", args=[cast.round.pk, "ghi-nhan"])
    an.post(remark, {"kind": "strength", "body": "Các đơn vị bám sát chương trình năm."})
    _post(an, "reports:start_for_round", cast.round.pk, kind="conclusion")
    paper = Document.objects.get(round=cast.round, visit=None)
    assert "Các đơn vị bám sát" in paper.draft["sections"][0]["html"]
    assert "02 địa phương" in paper.draft["opening"]
    facts = {"rev": paper.rev, "paper_on": "30/11/2020", "body": "committee"}
    facts |= {"signer": cast.signer.pk, "recipients": paper.recipients}
    facts |= {"advising_code": paper.advising_code}
    _post(an, "reports:prepare_document", paper.pk, **facts)
    _post(an, "reports:submit", paper.pk)
    _post(as_(cast.binh), "reports:approve", paper.pk)
    assert "Đã cấp số" in _said(_post(an, "reports:issue", paper.pk))
    for unit in (cast.hoa, cast.khoa):
        assert as_(unit).get(reverse("reports:pdf", args=[paper.pk])).status_code == 404


def test_counts_on_the_home_page_equal_the_lists_behind_them(cast: Cast, as_: SignIn) -> None:
    build.at_drafting(cast)
    for name in ("an", "binh", "cuong", "em", "hoa", "khoa"):
        client = as_(getattr(cast, name))
        page = client.get(reverse("home"))
        for band in page.context["bands"]:
            listed = client.get(band.list_url).context["page_obj"].paginator.count
            assert band.count == listed == len(band.shown), (name, band.key)
        assert page.context["menu"][0]["count"] == page.context["total"]
