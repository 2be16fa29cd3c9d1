"""One row a document kind: the 20th is added by copying the 19th.

Codes of HD 29 §3.4; a kind without one bears no number, as minutes do. ``scopes`` tells what a
paper of the kind speaks of: a year of the issuer, a round, one visit.
"""

from dataclasses import dataclass

YEAR, ROUND, VISIT = "year", "round", "visit"
COMMITTEE, TEAM = "committee", "team"


@dataclass(frozen=True)
class Kind:
    """What is fixed for a kind of document.

    ``body`` issues it unless another is chosen; ``is_letter`` prints no type name but ``V/v``;
    ``is_addressed`` prints *Kính gửi*; of a kind that is ``many`` one subject may have several;
    ``refers`` names the kind that a paper of this one changes or corrects ("" = none,
    "any" = whichever).
    """

    name: str
    label: str
    type_name: str
    code: str
    scopes: frozenset[str]
    body: str = COMMITTEE
    is_letter: bool = False
    is_addressed: bool = False
    many: bool = False
    refers: str = ""

    @property
    def is_numbered(self) -> bool:
        """Whether a number from a register is printed on it."""
        return bool(self.code)


def _on(*scopes: str) -> frozenset[str]:
    return frozenset(scopes)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "programme",
            "Chương trình kiểm tra, giám sát năm",
            "CHƯƠNG TRÌNH",
            "CTr",
            _on(YEAR),
        ),
        Kind("plan", "Kế hoạch kiểm tra", "KẾ HOẠCH", "KH", _on(ROUND)),
        Kind(
            "decision",
            "Quyết định thành lập Đoàn kiểm tra",
            "QUYẾT ĐỊNH",
            "QĐ",
            _on(ROUND),
        ),
        Kind("schedule", "Thông báo lịch kiểm tra", "THÔNG BÁO", "TB", _on(ROUND)),
        Kind("outline", "Đề cương báo cáo", "ĐỀ CƯƠNG", "", _on(ROUND)),
        Kind(
            "letter",
            "Công văn",
            "CÔNG VĂN",
            "CV",
            _on(ROUND, VISIT),
            is_letter=True,
            is_addressed=True,
            many=True,
        ),
        Kind(
            "invitation",
            "Giấy mời",
            "GIẤY MỜI",
            "GM",
            _on(ROUND, VISIT),
            is_addressed=True,
            many=True,
        ),
        Kind("minutes", "Biên bản kiểm tra", "BIÊN BẢN", "", _on(VISIT), body=TEAM),
        Kind(
            "result_report",
            "Báo cáo kết quả kiểm tra",
            "BÁO CÁO",
            "BC",
            _on(ROUND, VISIT),
            body=TEAM,
        ),
        Kind("conclusion", "Thông báo kết luận kiểm tra", "THÔNG BÁO", "TB", _on(ROUND, VISIT)),
        Kind("ruling", "Kết luận kiểm tra", "KẾT LUẬN", "KL", _on(ROUND, VISIT)),
        Kind(
            "reminder_letter",
            "Công văn đôn đốc",
            "CÔNG VĂN",
            "CV",
            _on(ROUND, VISIT),
            is_letter=True,
            is_addressed=True,
            many=True,
        ),
        # From one common frame.
        Kind("proposal", "Tờ trình", "TỜ TRÌNH", "TTr", _on(ROUND), is_addressed=True, many=True),
        Kind(
            "replacement_decision",
            "Quyết định thay đổi thành viên Đoàn kiểm tra",
            "QUYẾT ĐỊNH",
            "QĐ",
            _on(ROUND),
            many=True,
            refers="decision",
        ),
        Kind(
            "addition_decision",
            "Quyết định bổ sung thành viên Đoàn kiểm tra",
            "QUYẾT ĐỊNH",
            "QĐ",
            _on(ROUND),
            many=True,
            refers="decision",
        ),
        Kind(
            "extension_decision",
            "Quyết định gia hạn thời gian kiểm tra",
            "QUYẾT ĐỊNH",
            "QĐ",
            _on(ROUND),
            many=True,
            refers="decision",
        ),
        Kind(
            "schedule_change",
            "Thông báo điều chỉnh lịch kiểm tra",
            "THÔNG BÁO",
            "TB",
            _on(ROUND),
            many=True,
            refers="schedule",
        ),
        Kind(
            "correction_letter",
            "Công văn đính chính",
            "CÔNG VĂN",
            "CV",
            _on(YEAR, ROUND, VISIT),
            is_letter=True,
            is_addressed=True,
            many=True,
            refers="any",
        ),
        Kind(
            "team_meeting_minutes",
            "Biên bản họp Đoàn kiểm tra",
            "BIÊN BẢN",
            "",
            _on(ROUND),
            body=TEAM,
            many=True,
        ),
        Kind(
            "announcement_minutes",
            "Biên bản công bố kết luận kiểm tra",
            "BIÊN BẢN",
            "",
            _on(VISIT),
            body=TEAM,
        ),
        Kind("file_index", "Mục lục hồ sơ", "MỤC LỤC HỒ SƠ", "", _on(ROUND), body=TEAM),
    )
}
# Codes of kinds that a register may count (HD 29 §3.4 and usage), also of papers made elsewhere.
CODES = {
    "BB": "Biên bản",
    "BC": "Báo cáo",
    "BS": "Bản sao",
    "CT": "Chỉ thị",
    "CTr": "Chương trình",
    "CV": "Công văn",
    "DA": "Dự án",
    "ĐA": "Đề án",
    "GM": "Giấy mời",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "KL": "Kết luận",
    "NQ": "Nghị quyết",
    "PA": "Phương án",
    "QC": "Quy chế",
    "QĐ": "Quyết định",
    "QH": "Quy hoạch",
    "TB": "Thông báo",
    "TM": "Thư mời",
    "TT": "Thông tri",
    "TTr": "Tờ trình",
}
CHOICES = [(kind.name, kind.label) for kind in KINDS.values()]


def kinds_on(scope: str) -> list[Kind]:
    """Kinds that a paper on this scope may be of, in the order of the process."""
    return [kind for kind in KINDS.values() if scope in kind.scopes]


# They tell what the team did, so none is begun or dated before the work.
FOLLOW_WORK = frozenset(
    {"minutes", "result_report", "conclusion", "ruling", "announcement_minutes"}
)
# Issuing one of them concludes the visit.
CONCLUDE = frozenset({"conclusion", "ruling"})
# On a whole round they tell what was found with several units, each of which may read its own.
JOINT = frozenset({"result_report", "conclusion", "ruling", "reminder_letter"})
# On one visit it goes up, from the team to the Standing Committee, before anything is concluded;
# the unit reads the conclusion.
GOES_UP = frozenset({"result_report"})
# A team may issue these in its own name; what founds, plans or concludes is the committee's.
BY_TEAM = frozenset(
    {"result_report", "letter", "invitation", "reminder_letter", "correction_letter"}
)
# They are the team's and the office's own, whatever unit asks.
INTERNAL = frozenset({"proposal", "team_meeting_minutes", "file_index"})
# Papers that tell what the team saw: photos may stand behind them.
SHOW_PHOTOS = frozenset({"minutes", "result_report", "conclusion"})
