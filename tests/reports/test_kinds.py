"""Every kind of paper: gathered from the data, filled, submitted; printed word for word."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from inspections import services as inspections
from inspections.models import Round, TeamMember, Topic, Visit
from inspections.services import Refused
from inspections.views.steps import linked
from reports import contents, pdf, rich_text, services
from reports.contents import grounds
from reports.contents.draft import Subject, Words
from reports.kinds import KINDS, VISIT, YEAR
from reports.models import Document
from reports.models.missing import GAP, marked
from tests.people import DAY, Cast
from tests.reports import golden
from tests.reports.golden import finished, started
from workflow.moves import MoveRefused

# They print what was recorded and nothing else; the visit's own moves ask for the rest.
TOLD_BY_RECORDS = {"minutes", "conclusion"}
# Titles of the sections in their order (design of the papers after HD 20 and the Party's set).
SECTIONS = {
    "programme": ["I. MỤC ĐÍCH", "II. NHIỆM VỤ", "III. CÁC CUỘC KIỂM TRA", "IV. TỔ CHỨC"],
    "plan": ["I. MỤC ĐÍCH, YÊU CẦU", "II. NỘI DUNG", "III. TỔ CHỨC THỰC HIỆN"],
    "decision": ["Điều 1.", "Điều 2.", "Điều 3."],
    "schedule": ["1. Thời gian", "2. Thành phần", "3. Nội dung chuẩn bị"],
    "outline": ["I. NỘI DUNG BÁO CÁO", "II. TỰ NHẬN XÉT VÀ KIẾN NGHỊ"],
    "letter": [""],
    "invitation": ["1. Nội dung", "2. Thời gian", "3. Thành phần", "4. Nội dung chuẩn bị"],
    "minutes": ["I. THÀNH PHẦN", "II. NỘI DUNG", "III. Ý KIẾN", "IV. Ý KIẾN", "V. KẾT LUẬN"],
    "result_report": ["I. KẾT QUẢ KIỂM TRA", "II. NHẬN XÉT, KIẾN NGHỊ"],
    "conclusion": ["1. Ưu điểm", "2. Hạn chế", "3. Yêu cầu"],
    "ruling": ["I. ƯU ĐIỂM", "II. HẠN CHẾ", "III. YÊU CẦU", "IV. TỔ CHỨC THỰC HIỆN"],
    "reminder_letter": [""],
    "proposal": ["1. Nội dung", "2. Đối tượng", "3. Dự kiến thành phần"],
    "replacement_decision": ["Điều 1.", "Điều 2.", "Điều 3."],
    "addition_decision": ["Điều 1.", "Điều 2.", "Điều 3."],
    "extension_decision": ["Điều 1.", "Điều 2.", "Điều 3."],
    "schedule_change": ["1. Nội dung điều chỉnh", "2. Lịch sau khi điều chỉnh"],
    "correction_letter": [""],
    "team_meeting_minutes": ["I. THÀNH PHẦN", "II. NỘI DUNG", "III. Ý KIẾN", "IV. KẾT LUẬN"],
    "announcement_minutes": ["I. THÀNH PHẦN", "II. NỘI DUNG", "III. Ý KIẾN CỦA ĐƠN VỊ"],
    "file_index": [""],
}


@pytest.fixture
def papers(cast: Cast) -> dict[str, Document]:
    """A finished paper of every kind."""
    return golden.golden_papers(cast)


def test_every_kind_is_gathered_filled_submitted_and_issued(papers: dict[str, Document]) -> None:
    assert set(papers) == set(KINDS) == set(SECTIONS)
    for kind, paper in papers.items():
        titles = [section["title"] for section in paper.draft["sections"]]
        assert len(titles) == len(SECTIONS[kind]), (kind, titles)
        for title, begins in zip(titles, SECTIONS[kind], strict=True):
            assert title.startswith(begins), (kind, titles)
        assert paper.is_frozen
        assert "[Cần bổ sung" not in str(paper.content), kind


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in TOLD_BY_RECORDS])
def test_a_bare_round_leaves_marks_that_keep_the_paper_from_being_submitted(
    cast: Cast, kind: str
) -> None:
    paper = started(cast, kind, **_bare_subject(cast, kind))
    marks = marked(paper.draft)
    assert marks
    told = {gap["mark"] for gap in paper.draft["gaps"]}
    assert {f"[Cần bổ sung: {what}]" for what in _marks(paper.draft)} == told
    links = linked(paper.missing_for(Document.Status.SUBMITTED, on=date(2020, 11, 1)), paper)
    assert all(link["url"] for link in links), links
    with pytest.raises(MoveRefused, match="Còn thiếu"):
        services.submit(paper, actor=cast.an)


def _marks(draft: dict[str, Any]) -> set[str]:
    parts = [draft["opening"], draft["closing"]]
    parts += [part["html"] for part in [*draft["sections"], *draft["annexes"]]]
    return {what for part in parts for what in GAP.findall(part)}


def _bare_subject(cast: Cast, kind: str) -> dict[str, Any]:
    """A year without rounds, a round without anything but its title, a visit worked on."""
    if YEAR in KINDS[kind].scopes:
        return {"year": 2031}
    bare = Round.objects.create(
        organiser=cast.province, title="Kiểm tra", starts_on=DAY, ends_on=DAY
    )
    team = bare.teams.create(name="Đoàn kiểm tra")
    if VISIT in KINDS[kind].scopes:
        visit = Visit.objects.create(
            round=bare, unit=cast.damha, team=team, status=Visit.Status.DRAFTING
        )
        return {"visit": visit}
    return {"round_": bare}


def test_marks_lead_to_the_page_of_the_very_visit_and_team(
    cast: Cast, as_: Callable[..., Client]
) -> None:
    golden.prepare_round(cast)
    Visit.objects.filter(pk=cast.sibling_visit.pk).update(place="", starts_at=None)
    cast.second_team.members.all().delete()
    paper = started(cast, "schedule", round_=cast.round)
    texts = {str(gap) for gap in marked(paper.draft)}
    assert texts == {
        "Còn thiếu: giờ làm việc với Thành đoàn Cẩm Phả.",
        "Còn thiếu: địa điểm làm việc với Thành đoàn Cẩm Phả.",
    }
    plan = started(cast, "plan", round_=cast.round)
    addresses = {link["text"]: link["url"] for link in linked(marked(plan.draft), plan)}
    assert addresses == {
        "Còn thiếu: Trưởng đoàn của “Đoàn kiểm tra số 2”.": (
            f"/kiem-tra/doan/{cast.second_team.pk}/"
        ),
        "Còn thiếu: địa điểm làm việc với Thành đoàn Cẩm Phả.": (
            f"/kiem-tra/luot/{cast.sibling_visit.pk}/lich/"
        ),
    }
    page = as_(cast.an).get(plan.get_absolute_url()).content.decode()
    assert all(address in page for address in addresses.values())


def test_marks_with_signs_of_html_keep_their_page(cast: Cast) -> None:
    Visit.objects.filter(pk=cast.visit.pk).update(place="")
    cast.damha.names.update(short_name="Đoàn A & B <c>")
    cast.damha.short_name = "Đoàn A & B <c>"
    cast.damha.save()
    paper = started(cast, "schedule", round_=cast.round)
    gaps = {str(gap): gap.url_name for gap in marked(paper.draft)}
    where = gaps["Còn thiếu: địa điểm làm việc với Đoàn A & B <c>."]
    assert where == f"inspections:edit_visit#{cast.visit.pk}"


@pytest.mark.parametrize(
    ("day", "there", "absent"),
    [
        (date(2016, 5, 1), "[Cần bổ sung: Điều lệ", "khóa XI"),
        (date(2020, 11, 27), "khóa XI", "20-HD"),
        (date(2023, 1, 9), "khóa XII", "20-HD"),
        (date(2026, 11, 2), "20-HD/TWĐTN-BTC", "khóa XI;"),
    ],
)
def test_grounds_are_those_of_the_day(day: date, there: str, absent: str) -> None:
    lines = "\n".join(grounds.lines([*grounds.rules(Words(), day), "Kế hoạch"]))
    assert there in lines
    assert absent not in lines
    assert lines.endswith("Căn cứ Kế hoạch,")


@pytest.mark.usefixtures("quick_pdf")
def test_the_number_of_a_plan_and_of_a_decision_comes_down_to_the_round(cast: Cast) -> None:
    golden.prepare_round(cast)
    Round.objects.filter(pk=cast.round.pk).update(status="draft", plan_symbol="", plan_on=None)
    owner = Round.objects.get(pk=cast.round.pk)
    finished(cast, "plan", date(2020, 11, 2), round_=owner)
    owner.refresh_from_db()
    assert (owner.plan_symbol, owner.plan_on) == ("01-KH/TĐTN-UBKT", date(2020, 11, 2))
    decision = finished(cast, "decision", date(2020, 11, 5), round_=owner)
    owner.refresh_from_db()
    assert (owner.decision_symbol, owner.decided_on) == ("01-QĐ/TĐTN-UBKT", date(2020, 11, 5))
    newer = finished(
        cast,
        "decision",
        date(2020, 11, 9),
        round_=owner,
        replaces=Document.objects.get(pk=decision.pk),
    )
    owner.refresh_from_db()
    assert (owner.decision_symbol, owner.decided_on) == (newer.symbol, date(2020, 11, 9))
    assert owner.history.first().history_change_reason == f"Ban hành quyết định số {newer.symbol}"


@pytest.mark.usefixtures("quick_pdf")
def test_a_number_typed_on_the_round_is_never_overwritten(cast: Cast) -> None:
    golden.prepare_round(cast)
    Round.objects.filter(pk=cast.round.pk).update(plan_symbol="12-KH/TĐTN-UBKT")
    owner = Round.objects.get(pk=cast.round.pk)
    with pytest.raises(Refused, match="đã ghi kế hoạch số 12-KH/TĐTN-UBKT"):
        finished(cast, "plan", date(2020, 11, 2), round_=owner)
    assert not Document.objects.exclude(issued_at=None).exists()
    owner.refresh_from_db()
    assert owner.plan_symbol == "12-KH/TĐTN-UBKT"


@pytest.mark.usefixtures("quick_pdf")
def test_changes_of_a_team_are_read_from_the_decision_and_the_team(cast: Cast) -> None:
    golden.prepare_round(cast)
    finished(cast, "decision", date(2020, 11, 5), round_=cast.round)
    gone = TeamMember.objects.get(team=cast.team, full_name="Hoàng Văn Em")
    inspections.change_team(cast.team, actor=cast.an, members=[], gone=[gone], reason="Nghỉ")
    golden.newcomer(cast, "Phan Văn Quân")
    paper = started(cast, "replacement_decision", round_=cast.round)
    said = rich_text.plain(paper.draft["sections"][0]["html"])
    assert said.split("\n") == [
        "Thôi tham gia Đoàn kiểm tra đối với:",
        "- Đồng chí Hoàng Văn Em, Cán bộ (Thành viên).",
        "Cử tham gia Đoàn kiểm tra các đồng chí có tên sau:",
        "TT | Họ và tên | Chức vụ | Nhiệm vụ",
        "1 | Phan Văn Quân | Phó Trưởng ban | Thành viên",
    ]
    assert "số 01-QĐ/TĐTN-UBKT ngày 05/11/2020" in paper.draft["opening"]
    assert not marked(paper.draft)


def test_a_reminder_names_what_is_late_and_of_whom(papers: dict[str, Document]) -> None:
    rows = [block for block in papers["reminder_letter"].content["blocks"] if block["t"] == "table"]
    assert rows[0]["rows"] == [["1", "Huyện đoàn Đầm Hà", "Rà soát sổ đoàn viên", "31/12/2020"]]


def test_nothing_late_is_no_reminder(cast: Cast) -> None:
    Visit.objects.update(reported_on=DAY)
    paper = started(cast, "reminder_letter", round_=cast.round)
    with pytest.raises(MoveRefused, match="hiện không có nội dung nào quá hạn"):
        services.submit(paper, actor=cast.an)


def test_a_programme_for_practice_lists_rounds_for_practice_alone(cast: Cast) -> None:
    Round.objects.create(
        organiser=cast.province,
        title="Kiểm tra thử",
        starts_on=DAY,
        ends_on=DAY,
        is_training=True,
    )
    real = started(cast, "programme", year=2020)
    assert "năm 2020" in str(real.draft["sections"][2])
    assert "kiểm tra thử" not in str(real.draft)
    subject = Subject(issuer=cast.issuer, year=2020, is_training=True)
    assert "kiểm tra thử" in str(contents.gather("programme", subject))


def test_a_team_paper_of_a_round_without_a_team_is_refused_in_words(cast: Cast) -> None:
    bare = Round.objects.create(
        organiser=cast.province, title="Kiểm tra", starts_on=DAY, ends_on=DAY
    )
    with pytest.raises(Refused, match="Chưa có Đoàn kiểm tra"):
        started(cast, "file_index", round_=bare)


def test_an_outline_prompts_for_each_topic_by_its_own_words(cast: Cast) -> None:
    golden.prepare_round(cast)
    Topic.objects.create(round=cast.round, order=9, title="Một chuyên đề lạ")
    said = rich_text.plain(started(cast, "outline", round_=cast.round).draft["sections"][0]["html"])
    assert said.index("sổ đoàn viên, sổ chi đoàn") < said.index("đoàn phí; số thu")
    assert "Một chuyên đề lạ\n- Văn bản chỉ đạo" in said


def test_a_teams_papers_bear_its_name_and_minutes_stand_side_by_side(
    papers: dict[str, Document],
) -> None:
    report = papers["result_report"].content
    assert report["issuer_lines"] == ["ĐOÀN KIỂM TRA"]
    assert report["signatures"][0]["form"] == "TM. ĐOÀN KIỂM TRA"
    offices = [one["office"] for one in papers["announcement_minutes"].content["signatures"]]
    assert offices == ["GHI BIÊN BẢN", "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "CHỦ TRÌ"]
    decided = papers["decision"].content["blocks"]
    centred = [block["text"] for block in decided if block.get("level") == 4]
    assert centred == ["BAN THƯỜNG VỤ TỈNH ĐOÀN QUẢNG NINH", "QUYẾT ĐỊNH:"]
    assert papers["decision"].content["recipients"][0] == "Như Điều 3"


def test_every_paper_prints_its_words_in_their_order(papers: dict[str, Document]) -> None:
    for kind, paper in papers.items():
        content = {**(paper.content or {}), "check": None}
        printed = _printed(content)
        at = 0
        for words in _words(content):
            found = printed.find(_squeezed(words), at)
            assert found >= 0, (kind, words)
            at = found + len(_squeezed(words))


def _printed(content: dict[str, Any]) -> str:
    """The text of all pages as a reader copies it, without what stands in the margins."""
    pages = PdfReader(io.BytesIO(pdf.render(content))).pages
    lines: list[str] = []
    for page in pages:
        own = [line for line in page.extract_text().split("\n") if line.strip()]
        numbered = own[0].strip().isdigit()
        lines += [line for line in own[numbered:] if line.strip() != content["document_code"]]
    return _squeezed("".join(lines))


def _words(content: dict[str, Any]) -> list[str]:
    """What is read from the top: number, name, body; then each annex."""
    words = [content["number_line"], content["date_line"]]
    letter = content["layout"] == "letter"
    words += (
        [content["subject_line"]] if letter else [content["type_name"], content["subject_line"]]
    )
    words += [*content["addressees"], *_of_blocks(content["blocks"])]
    words += [one["form"] for one in content["signatures"] if one["form"]]
    for annex in content["annexes"]:
        words += [
            annex["title"],
            annex["subject_line"],
            annex["note"],
            *_of_blocks(annex["blocks"]),
        ]
    return [line for line in words if line]


def _of_blocks(blocks: list[dict[str, Any]]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if block["t"] == "table":
            lines += [cell for row in block["rows"] for cell in row]
        else:
            lines += rich_text.lines_of(block)
    return lines


def _squeezed(text: str) -> str:
    """Without spaces: where a line ends is the page's affair."""
    return re.sub(r"\s+", "", text)
