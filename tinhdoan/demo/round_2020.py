"""The round of 27/11/2020, exactly as the bulletin tells it."""

from datetime import date

from accounts.models import User
from inspections import services
from inspections.models import (
    Attendance,
    Finding,
    Round,
    Team,
    TeamMember,
    Topic,
    Verdict,
    Visit,
)
from tasks import services as tasks
from tasks.models import Task
from tinhdoan.demo.papers import at, committee, issue_paper
from tinhdoan.demo.places import ROOT
from units.models import Officer, Unit
from workflow.moves import move

DAY = date(2020, 11, 27)
SOURCE = "Theo bản tin 27/11/2020"
TITLE = "Kiểm tra công tác Đoàn và phong trào thanh thiếu nhi năm 2020"
THEME = (
    "“Tuổi trẻ Quảng Ninh tự hào tiến bước dưới cờ Đảng, "
    "tiếp tục nâng cao chất lượng đội ngũ cán bộ Đoàn”"
)
GENERAL = (
    "Kết quả triển khai thực hiện chương trình công tác Đoàn và phong trào thanh thiếu nhi "
    f"năm 2020 gắn với chủ đề công tác {THEME}; nghe sâu các chuyên đề "
    "và các nội dung khác (bản tin không liệt kê)."
)
TOPICS = (
    "Đánh giá việc thực hiện chủ đề công tác Đoàn và phong trào TTN năm 2020",
    "Thực hiện Điều lệ Đoàn TNCS Hồ Chí Minh",
    "Chương trình rèn luyện đoàn viên",
    "Kết quả triển khai Bộ tiêu chí đánh giá công tác Đoàn và phong trào TTN cấp huyện năm 2020",
)
STRENGTHS = (
    "Các đơn vị đã bám sát Chương trình công tác Đoàn và phong trào TTN năm 2020 của cấp trên, "
    "chủ động xây dựng chương trình công tác tại đơn vị mình, có kế hoạch cụ thể triển khai các "
    "hoạt động hàng tháng, hàng quý trong năm.",
    "Công tác tuyên truyền, giáo dục thường xuyên được đổi mới nội dung và hình thức; tận dụng ưu "
    "thế của công nghệ thông tin, mạng xã hội để truyền tải thông tin đến với thanh niên kịp thời "
    "và hiệu quả.",
    "Các phong trào hành động cách mạng, chương trình đồng hành với thanh niên được triển khai "
    "mạnh mẽ, thiết thực.",
    "Việc thực hiện các công trình, phần việc thanh niên cấp cơ sở được triển khai hiệu quả, các "
    "công trình mang ý nghĩa thiết thực, huy động được đông đảo lực lượng ĐVTN tham gia; nhiều "
    "sáng kiến, giải pháp công tác hiệu quả, có giá trị làm lợi lớn; xã hội hóa được nguồn lực tổ "
    "chức các hoạt động tình nguyện vì cộng đồng.",
    "Đoàn Thanh niên các đơn vị tập trung hoàn thiện Bộ tiêu chí đánh giá công tác Đoàn và phong "
    "trào TTN cấp huyện năm 2020.",
    "Trưởng Đoàn kiểm tra đánh giá cao các hoạt động xây dựng đô thị văn minh, các hoạt động chăm "
    "lo thiết thực đến đời sống thanh niên công nhân, người lao động trên địa bàn; thực hiện tốt "
    "các hoạt động chung tay phòng, chống dịch bệnh COVID-19.",
)
REQUESTS = (
    "Phát huy hơn nữa việc xây dựng các mô hình hoạt động hiệu quả trong địa bàn đô thị.",
    "Tham mưu, đề xuất với cấp có thẩm quyền những nội dung mới phát sinh.",
    "Quan tâm, định hướng và thực hiện tốt công tác quy hoạch, đào tạo nguồn cán bộ Đoàn.",
    "Kịp thời kiện toàn Ban Chấp hành, Ban Thường vụ, Ủy ban Kiểm tra Đoàn Thanh niên các cấp.",
)
# Unit code → the body inspected; the bulletin names a standing committee for four of the six.
UNITS = {
    "DH": "Ban Thường vụ",
    "CT": "Ban Thường vụ",
    "CP": "Ban Thường vụ",
    "MC": "Ban Thường vụ",
    "TT-KCQ": "",
    "TT-QS": "",
}
SAMPLE_STRENGTHS = (
    "[MẪU] Ban Thường vụ đã chủ động cụ thể hóa chương trình công tác năm của Tỉnh đoàn thành kế "
    "hoạch từng tháng, từng quý, phân công ủy viên phụ trách cơ sở.",
    "[MẪU] Công tác tuyên truyền, giáo dục có đổi mới; trang thông tin của đơn vị trên mạng xã hội "
    "được duy trì thường xuyên.",
)
SAMPLE_SHORTCOMING = (
    "[MẪU] Việc cập nhật sổ danh sách đoàn viên, sổ chi đoàn ở một số chi đoàn chưa thường xuyên; "
    "số liệu giữa sổ sách và báo cáo có nội dung chưa thống nhất."
)
SAMPLE_CAUSE = (
    "[MẪU] Đội ngũ cán bộ Đoàn ở cơ sở có sự thay đổi; cán bộ mới chưa được tập huấn nghiệp vụ "
    "kịp thời."
)
SAMPLE_REQUEST = (
    "[MẪU] Chỉ đạo rà soát, cập nhật đầy đủ sổ danh sách đoàn viên tại các chi đoàn; thực hiện "
    "nghiêm chế độ thông tin, báo cáo."
)
SAMPLE_UNIT_REQUEST = (
    "[MẪU] Đề nghị Tỉnh đoàn tổ chức tập huấn nghiệp vụ kiểm tra, giám sát cho cán bộ Đoàn mới "
    "được bầu, chỉ định."
)


def load_round(units: dict[str, Unit], users: dict[str, User], signer: Officer) -> Round:
    """The whole round: six visits at *drafting* or later, one of them concluded."""
    office = users["vanphong"]
    new = Round.objects.create(
        organiser=units[ROOT],
        kind=Round.Kind.YEAR,
        title=TITLE,
        annual_theme=THEME,
        general_content=GENERAL,
        starts_on=DAY,
        ends_on=DAY,
        source=SOURCE,
        is_training=True,
    )
    Topic.objects.bulk_create(
        Topic(round=new, order=n, title=title) for n, title in enumerate(TOPICS, 1)
    )
    team = load_team(new, users, leader="Hoàng Văn Hải")
    visits = {code: _plan(new, team, units[code], body) for code, body in UNITS.items()}
    move(new, Round.Status.APPROVED, actor=office, at=at(DAY))
    move(new, Round.Status.RUNNING, actor=office, at=at(DAY))
    for text in STRENGTHS:
        services.record_finding(
            None, round_=new, actor=office, kind=Finding.Kind.STRENGTH, body=text, source=SOURCE
        )
    for text in REQUESTS:
        services.record_recommendation(None, round_=new, actor=office, body=text, source=SOURCE)
    for visit in visits.values():
        hold_meeting(visit, users, DAY)
    conclude_visit(visits["CT"], users, signer, adopted=date(2020, 11, 30))
    return new


def load_team(new: Round, users: dict[str, User], *, leader: str) -> Team:
    """One team: its head, the sample deputy who has a login, sample clerk and members."""
    team = Team.objects.create(round=new)
    others = "Trưởng, Phó các Ban, Văn phòng Tỉnh đoàn"
    rows = (
        (leader, "Phó Bí thư Thường trực Tỉnh đoàn", TeamMember.Duty.LEADER, None),
        (users["lanhdao"].full_name, "người mẫu", TeamMember.Duty.DEPUTY, users["lanhdao"]),
        (users["thuky"].full_name, others, TeamMember.Duty.CLERK, users["thuky"]),
        (users["thanhvien"].full_name, others, TeamMember.Duty.MEMBER, users["thanhvien"]),
    )
    for order, (name, position, duty, user) in enumerate(rows, 1):
        TeamMember.objects.create(
            team=team, full_name=name, position=position, duty=duty, user=user, order=order
        )
    return team


def _plan(new: Round, team: Team, unit: Unit, body: str) -> Visit:
    return Visit.objects.create(
        round=new,
        unit=unit,
        team=team,
        subject=body,
        mode=Visit.Mode.GATHERED,
        planned_on=DAY,
        place="Phòng họp Tỉnh đoàn",
    )


def hold_meeting(visit: Visit, users: dict[str, User], day: date) -> None:
    """From the notice to the end of the meeting, with sample findings."""
    office, clerk = users["vanphong"], users["thuky"]
    move(visit, Visit.Status.NOTIFIED, actor=office, at=at(day))
    services.fill_meeting(
        visit,
        rev=visit.rev,
        actor=clerk,
        facts={
            "worked_on": day,
            "spoken_conclusion": "[MẪU] Ghi nhận kết quả đơn vị đã đạt được trong năm; đề nghị "
            "khắc phục các hạn chế đã nêu.",
        },
    )
    move(visit, Visit.Status.ON_SITE, actor=clerk, at=at(day))
    record_samples(visit, users)
    move(visit, Visit.Status.DRAFTING, actor=clerk, at=at(day, 17))
    services.fill_meeting(visit, rev=visit.rev, actor=clerk, facts={"minutes_signed_on": day})


def record_samples(visit: Visit, users: dict[str, User]) -> None:
    """Sample findings, request, recommendation and attendance, every text marked [MẪU]."""
    member, clerk = users["thanhvien"], users["thuky"]
    topics = list(visit.round.topics.all())
    for topic, text in zip(topics, SAMPLE_STRENGTHS, strict=False):
        services.record_finding(
            visit, actor=member, kind=Finding.Kind.STRENGTH, body=text, topic=topic
        )
    services.record_finding(
        visit,
        actor=member,
        kind=Finding.Kind.SHORTCOMING,
        body=SAMPLE_SHORTCOMING,
        cause=SAMPLE_CAUSE,
        topic=topics[1],
    )
    services.record_recommendation(visit, actor=clerk, body=SAMPLE_REQUEST)
    services.record_request(visit, actor=clerk, body=SAMPLE_UNIT_REQUEST)
    leader = visit.team.leader if visit.team else None
    people = [(leader.full_name, leader.position, Attendance.Side.TEAM)] if leader else []
    people.append(("Thành viên mẫu 1", "Thư ký Đoàn kiểm tra", Attendance.Side.TEAM))
    people.append(("Cán bộ mẫu", f"[MẪU] đại diện {visit.unit}", Attendance.Side.UNIT))
    for name, position, side in people:
        services.record_attendance(visit, actor=clerk, full_name=name, position=position, side=side)


def conclude_visit(
    visit: Visit,
    users: dict[str, User],
    signer: Officer,
    *,
    adopted: date,
    also: tuple[tuple[str, date], ...] = (),
) -> None:
    """Synthesis, minutes and conclusion of one visit, issued from the training register; between
    the two the papers named in ``also`` with their days."""
    office, leader = users["vanphong"], users["lanhdao"]
    for finding in visit.findings.all():
        services.decide(finding, actor=leader, rev=finding.rev, decision=Verdict.Decision.ACCEPT)
    facts = {"adoption": Visit.Adoption.COMMITTEE, "adopted_on": adopted}
    services.fill_meeting(visit, rev=visit.rev, actor=office, facts=facts)
    assert visit.worked_on is not None
    issuer = committee(visit.round.organiser)
    for kind, day in (("minutes", visit.worked_on), *also, ("conclusion", adopted)):
        issue_paper(kind, users, signer, day, issuer=issuer, visit=visit)


def all_tasks_done(visit: Visit, unit_person: User, actor: User, on: date) -> None:
    """Everything asked on the visit is reported by the unit and confirmed by the office."""
    for task in Task.objects.of(*visit.recommendations.all()):
        tasks.report(
            task,
            actor=unit_person,
            body="[MẪU] Đơn vị đã rà soát, cập nhật đầy đủ sổ danh sách đoàn viên.",
            cited="[MẪU] Báo cáo kết quả thực hiện kết luận kiểm tra",
            at=at(on, 9),
        )
        tasks.verify(task, actor=actor, at=at(on, 14))
