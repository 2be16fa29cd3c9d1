"""The people of the teams: in tables, in sentences, under minutes."""

from collections.abc import Iterable

from inspections.models import Round, Team, TeamMember
from reports import rich_text
from reports.contents.draft import Words
from reports.models import Document

# Full name, position, duty.
Row = tuple[str, str, str]
HEAD = ("TT", "Họ và tên", "Chức vụ", "Nhiệm vụ")
RANK = [duty.value for duty in TeamMember.Duty]


def teams_of(round_: Round) -> list[Team]:
    """The round's teams with their members."""
    return list(round_.teams.prefetch_related("members"))


def rows_of(team: Team) -> list[Row]:
    """The members by their duty, then in their own order."""
    members = sorted(team.members.all(), key=lambda m: (RANK.index(m.duty), m.order, m.pk))
    return [(m.full_name, m.position, m.get_duty_display()) for m in members]


def table(rows: Iterable[Row]) -> str:
    """TT | Họ và tên | Chức vụ | Nhiệm vụ."""
    return rich_text.table(HEAD, [[str(n), *row] for n, row in enumerate(rows, 1)])


def tables(draft: Words, round_: Round) -> str:
    """One table a team; a mark where there is no team or no head."""
    teams = teams_of(round_)
    if not teams:
        return rich_text.paragraphs(
            draft.gap("thành phần Đoàn kiểm tra", f"inspections:add_team#{round_.pk}")
        )
    parts = []
    for team in teams:
        named = [f"{team.name}:"] if len(teams) > 1 else []
        parts.append(rich_text.paragraphs(named + without_head(draft, team)))
        parts.append(table(rows_of(team)) if team.members.all() else "")
    return "".join(parts)


def sentences(draft: Words, round_: Round) -> list[str]:
    """The same as lines, for a plan."""
    teams = teams_of(round_)
    if not teams:
        return [draft.gap("thành phần Đoàn kiểm tra", f"inspections:add_team#{round_.pk}")]
    lines: list[str] = []
    for team in teams:
        lines += [f"{team.name}:"] if len(teams) > 1 else []
        lines += without_head(draft, team)
        lines += [
            f"- Đồng chí {name}, {position} – {duty}." for name, position, duty in rows_of(team)
        ]
    return lines


def without_head(draft: Words, team: Team) -> list[str]:
    """The mark of a team that has nobody to lead it."""
    if team.leader:
        return []
    return [draft.gap(f"Trưởng đoàn của “{team.name}”", f"inspections:edit_team#{team.pk}")]


def on_paper(document: Document | None) -> list[Row]:
    """The people whom an issued decision names, read from its frozen tables."""
    blocks = (document.content or {}).get("blocks", []) if document else []
    rows: list[Row] = []
    for block in blocks:
        if block["t"] == "table" and [c["title"] for c in block["columns"]] == [*HEAD]:
            rows += [(name, position, duty) for _, name, position, duty in block["rows"]]
    return rows


def came_and_went(document: Document | None, round_: Round) -> tuple[list[Row], list[Row]]:
    """Who is in the teams and not in the decision; who is in the decision and no more in them."""
    then = on_paper(document)
    now = [row for team in teams_of(round_) for row in rows_of(team)]
    came = [row for row in now if row not in then] if then else []
    names = {row[0] for row in now}
    return came, [row for row in then if row[0] not in names]


def clerk_and_leader(document: Document) -> tuple[str, str]:
    """Names under minutes; a sample paper never bears the name of a real head."""
    members = list(document.team.members.all()) if document.team else []
    names = {m.duty: m.full_name for m in members}
    leader = "" if document.is_training else names.get(TeamMember.Duty.LEADER, "")
    return names.get(TeamMember.Duty.CLERK, ""), leader
