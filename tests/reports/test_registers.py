"""Registers: numbers kept, papers made elsewhere, opening, closing, one order for all."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent
from inspections.services import Refused, Stale
from reports import numbering, services
from reports.access import registers as doors
from reports.models import Document, Entry, Issuer, Register
from reports.services import book
from reports.services.registers import EXPIRED
from tests import build
from tests.people import Cast, assemble
from tinhdoan.jobs import JOBS

pytestmark = pytest.mark.usefixtures("quick_pdf")
OUTSIDE = {"paper_on": date(2020, 11, 20), "subject_line": "Về việc tập huấn"}


def opened(cast: Cast, code: str = "TB", opened_at: int = 0, **more: Any) -> Register:
    """A register of the committee for the term of the round."""
    where = numbering.place(cast.issuer, build.PAPER_ON, code=code, **more)
    return services.open_register(where, actor=cast.an, opened_at=opened_at)


def kept(cast: Cast, register: Register, days: int = 10) -> Entry:
    """A number kept for so many days."""
    until = timezone.localdate() + timedelta(days=days)
    return services.keep_number(register, actor=cast.an, reason="Chờ ký", expires_on=until)


def numbers(register: Register) -> list[int]:
    """Every number that stands in the register, in its order."""
    return [row[0] for row in doors.lines_of(register, doors.Sought())]


def test_a_kept_number_is_passed_over_and_then_used_by_the_paper_it_was_kept_for(
    cast: Cast,
) -> None:
    line = kept(cast, opened(cast))
    other = build.issued_paper(cast)
    assert (line.number, other.number) == (1, 2)
    paper = build.approved_paper(cast, cast.sibling_visit)
    issued = services.issue(paper, actor=cast.an, kept=line.pk)
    assert issued.symbol == "01-TB/TĐTN-UBKT"
    assert issued.content["number_line"] == "Số: 01-TB/TĐTN-UBKT"
    assert not Entry.objects.exists()
    assert numbers(issued.register) == [1, 2]


def test_a_kept_number_is_refused_once_used_released_expired_or_of_another_register(
    cast: Cast,
) -> None:
    register = opened(cast)
    used, freed, late = kept(cast, register), kept(cast, register), kept(cast, register)
    foreign = kept(cast, opened(cast, "KH"))
    services.issue(build.approved_paper(cast), actor=cast.an, kept=used.pk)
    services.release_number(freed, actor=cast.an, reason="Không ban hành")
    Entry.objects.filter(pk=late.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    paper = build.approved_paper(cast, cast.sibling_visit)
    for key in (used.pk, freed.pk, late.pk, foreign.pk, 10**9):
        with pytest.raises(Refused, match="không còn dùng được"):
            services.issue(paper, actor=cast.an, kept=key)
    assert services.issue(paper, actor=cast.an).number == 4


def test_a_failed_render_leaves_the_kept_number_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = kept(cast, opened(cast))
    paper = build.approved_paper(cast)
    monkeypatch.setattr("reports.services.issuing._consequences", _out_of_order)
    with pytest.raises(RuntimeError):
        services.issue(paper, actor=cast.an, kept=line.pk)
    assert Entry.objects.get().is_kept(timezone.localdate())


def _out_of_order(*args: object) -> None:
    raise RuntimeError("disk full")


def test_a_released_number_stays_as_unused_and_is_never_given_again(cast: Cast) -> None:
    register = opened(cast)
    line = kept(cast, register)
    with pytest.raises(Refused, match="lý do"):
        services.release_number(line, actor=cast.an, reason=" ")
    for _ in range(2):
        line = services.release_number(line, actor=cast.an, reason="Không ban hành nữa")
    assert line.kind == Entry.Kind.UNUSED
    assert build.issued_paper(cast).number == 2
    assert AuditEvent.objects.filter(action="number_released").count() == 1


def test_an_expired_number_reads_as_unused_at_once_and_the_daily_job_writes_it_down(
    cast: Cast,
) -> None:
    line = kept(cast, opened(cast), days=0)
    today = timezone.localdate()
    assert line.label_on(today) == "Giữ số"
    assert line.label_on(today + timedelta(days=1)) == "Số giữ không dùng"
    assert services.expire_kept(timezone.now()) == 0
    job = next(job for job in JOBS if job.name == "expire_numbers")
    assert job.run(timezone.now() + timedelta(days=1)) == "Đã ghi 1 số giữ hết hạn là không dùng."
    line.refresh_from_db()
    assert (line.kind, line.end_reason) == (Entry.Kind.UNUSED, EXPIRED)


def test_a_paper_made_elsewhere_takes_the_next_number_or_a_free_one_from_before(
    cast: Cast,
) -> None:
    register = opened(cast, opened_at=30)
    new = services.add_outside(register, actor=cast.an, facts=OUTSIDE)
    old = services.add_outside(register, actor=cast.an, facts=OUTSIDE, number=12)
    assert (new.symbol, old.symbol) == ("31-TB/TĐTN-UBKT", "12-TB/TĐTN-UBKT")
    for number, words in ((12, "đã có trong sổ"), (31, "chưa đến lượt"), (40, "chưa đến lượt")):
        with pytest.raises(Refused, match=words):
            services.add_outside(register, actor=cast.an, facts=OUTSIDE, number=number)
    assert build.issued_paper(cast).number == 32
    assert numbers(register) == [12, 31, 32]


def test_a_line_is_mended_with_a_reason_and_not_over_somebody_elses_mending(cast: Cast) -> None:
    line = services.add_outside(opened(cast), actor=cast.an, facts=OUTSIDE)
    facts = OUTSIDE | {"signer_name": "Nguyễn Văn Mẫu", "symbol": line.symbol}
    with pytest.raises(Refused, match="lý do"):
        services.change_outside(line, actor=cast.an, rev=1, facts=facts, reason="")
    changed = services.change_outside(line, actor=cast.an, rev=1, facts=facts, reason="Thiếu tên")
    assert (changed.signer_name, changed.rev, changed.number) == ("Nguyễn Văn Mẫu", 2, 1)
    with pytest.raises(Stale):
        services.change_outside(line, actor=cast.an, rev=1, facts=OUTSIDE, reason="Sửa nữa")
    event = AuditEvent.objects.get(action="outside_paper_changed")
    assert event.data["from"] == {"signer_name": ""}
    assert event.data["reason"] == "Thiếu tên"
    with pytest.raises(Refused, match="ngoài phần mềm"):
        services.change_outside(
            kept(cast, line.register), actor=cast.an, rev=1, facts=OUTSIDE, reason="x"
        )


def test_a_register_that_begins_in_mid_term_goes_on_from_its_opening_number(cast: Cast) -> None:
    register = opened(cast)
    services.set_opening(register, actor=cast.an, opened_at=33)
    services.add_outside(register, actor=cast.an, facts=OUTSIDE, number=20)
    with pytest.raises(Refused, match="từ 20 trở lên"):
        services.set_opening(register, actor=cast.an, opened_at=19)
    assert build.issued_paper(cast).symbol == "34-TB/TĐTN-UBKT"
    with pytest.raises(Refused, match="đã cấp đến số 34"):
        services.set_opening(register, actor=cast.an, opened_at=50)
    with pytest.raises(Refused, match="đã có"):
        opened(cast)


def test_a_closed_register_gives_no_number_until_it_is_opened_again(cast: Cast) -> None:
    register = opened(cast)
    line = kept(cast, register)
    with pytest.raises(Refused, match="còn giữ số 01"):
        services.close_register(register, actor=cast.an, reason="Hết nhiệm kỳ")
    services.release_number(line, actor=cast.an, reason="Không dùng")
    with pytest.raises(Refused, match="lý do"):
        services.close_register(register, actor=cast.an, reason="")
    services.close_register(register, actor=cast.an, reason="Hết nhiệm kỳ")
    paper = build.approved_paper(cast)
    with pytest.raises(Refused, match="đã khóa"):
        services.issue(paper, actor=cast.an)
    with pytest.raises(Refused, match="đã khóa"):
        kept(cast, register)
    with pytest.raises(Refused, match="đã khóa"):
        services.add_outside(register, actor=cast.an, facts=OUTSIDE)
    services.reopen_register(register, actor=cast.an, reason="Còn văn bản chưa cấp số")
    assert services.issue(paper, actor=cast.an).number == 2


def test_the_commission_has_its_own_head_symbol_and_register(cast: Cast) -> None:
    commission = Issuer.objects.create(
        unit=cast.province,
        organ=Issuer.Organ.COMMISSION,
        superior_line="BCH ĐOÀN TỈNH QUẢNG NINH",
        name_line="ỦY BAN KIỂM TRA",
        body_in_text="Ủy ban Kiểm tra Tỉnh đoàn",
        place="Quảng Ninh",
        code="UBKT",
        signing_form="TM. ỦY BAN KIỂM TRA",
        recipients="Lưu UBKT",
    )
    by_committee = build.issued_paper(cast)
    cast.issuer = commission
    paper = build.issued_paper(cast, cast.sibling_visit)
    assert (by_committee.symbol, paper.symbol) == ("01-TB/TĐTN-UBKT", "01-TB/UBKT")
    assert paper.content["issuer_lines"] == ["ỦY BAN KIỂM TRA"]
    assert paper.content["superior_line"] == "BCH ĐOÀN TỈNH QUẢNG NINH"
    assert paper.content["signatures"][0]["form"] == "TM. ỦY BAN KIỂM TRA"
    assert paper.register != by_committee.register


def test_a_team_has_one_register_whoever_of_the_unit_issues(cast: Cast) -> None:
    commission = Issuer.objects.create(
        unit=cast.province, organ="commission", name_line="UBKT", place="Quảng Ninh"
    )
    places = {
        numbering.place(issuer, build.PAPER_ON, code=code, team=cast.team).key
        for issuer in (cast.issuer, commission)
        for code in ("BC", "TB")
    }
    assert len(places) == 1


def test_training_numbers_stand_in_a_register_of_their_own(cast: Cast) -> None:
    real, practice = opened(cast), opened(cast, is_training=True)
    assert (kept(cast, real).number, kept(cast, practice).number) == (1, 1)
    assert "(tập huấn)" in str(practice)


def test_withdrawn_and_replaced_papers_stay_in_the_register_with_what_became_of_them(
    cast: Cast,
) -> None:
    first = build.issued_paper(cast)
    later = build.approved_paper(cast, replaces=first)
    services.issue(later, actor=cast.an)
    services.withdraw(later, actor=cast.binh, reason="Nhầm nội dung")
    rows = doors.lines_of(first.register, doors.Sought())
    notes = [line.note for line in book.lines(first.register, rows)]
    assert notes == [
        "Đã được thay thế bằng 02-TB/TĐTN-UBKT",
        "Đã thu hồi: Nhầm nội dung",
    ]


def test_a_line_tells_recipients_and_who_keeps_the_paper_apart(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    line = book.lines(paper.register, doors.lines_of(paper.register, doors.Sought()))[0]
    assert line.recipients.endswith("Thường trực Tỉnh đoàn (để báo cáo)")
    assert line.kept_by == "UBKT, VT-LT"
    assert line.signer == "Nguyễn Văn Mẫu"


def test_a_number_against_the_order_of_days_is_told_but_not_refused(cast: Cast) -> None:
    register = opened(cast)
    line = kept(cast, register)
    services.add_outside(register, actor=cast.an, facts=OUTSIDE)
    paper = build.approved_paper(cast)
    next_one, kept_one = services.numbers_for(paper, on=timezone.localdate())
    assert next_one.warning == ""
    assert "số 02 mang ngày 20/11/2020" in kept_one.warning
    assert services.issue(paper, actor=cast.an, kept=line.pk).number == 1


def test_looking_at_the_numbers_opens_no_register(cast: Cast) -> None:
    paper = build.approved_paper(cast)
    assert [one.key for one in services.numbers_for(paper, on=timezone.localdate())] == [""]
    assert not Register.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double_while_six_people_issue_keep_release_and_write() -> None:
    cast = assemble()
    build.ready_to_conclude(cast)
    register = opened(cast)
    papers = [_one_more(cast, n) for n in range(12)]
    mine = [kept(cast, register) for _ in range(4)]

    def issue_some(some: list[Document]) -> None:
        for paper in some:
            services.issue(paper, actor=cast.an)

    def use_kept() -> None:
        for paper, line in zip(papers[8:], mine, strict=True):
            try:
                services.issue(paper, actor=cast.an, kept=line.pk)
            except Refused:
                # Released by the other one first: the paper takes the next number instead.
                services.issue(paper, actor=cast.an)

    def release() -> None:
        for line in reversed(mine):
            try:
                services.release_number(line, actor=cast.an, reason="Không dùng")
            except Refused:
                continue

    def write() -> None:
        for _ in range(5):
            line = services.add_outside(register, actor=cast.an, facts=OUTSIDE)
            facts = OUTSIDE | {"kept_by": "VT"}
            services.change_outside(line, actor=cast.an, rev=1, facts=facts, reason="Bổ sung")

    def keep() -> None:
        for _ in range(5):
            kept(cast, register)

    works = [lambda: issue_some(papers[:4]), lambda: issue_some(papers[4:8])]
    assert _side_by_side([*works, use_kept, release, write, keep]) == []
    found = numbers(register)
    register.refresh_from_db()
    assert found == list(range(1, len(found) + 1))
    assert register.last_number == len(found)
    assert len(found) >= 22
    assert Document.objects.filter(number__isnull=False).count() == 12


def _side_by_side(works: list[Callable[[], None]]) -> list[BaseException]:
    """Each work in a thread of its own; what went wrong."""
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (told to the main thread)
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def _one_more(cast: Cast, n: int) -> Document:
    """An approved paper beside the others on the same visit."""
    paper = Document.objects.create(
        kind="conclusion",
        round=cast.round,
        visit=cast.visit,
        issuer=cast.issuer,
        team=cast.team,
        subject_line=f"Kết luận {n}",
        draft={
            "opening": "",
            "sections": [{"key": "a", "title": "1", "html": "<p>x</p>"}],
            "closing": "",
        },
        recipients="Lưu",
        created_by=cast.an,
        paper_on=build.PAPER_ON,
        signer=cast.signer,
    )
    services.submit(paper, actor=cast.an)
    return services.approve(paper, actor=cast.binh)
