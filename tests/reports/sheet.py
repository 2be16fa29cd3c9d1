"""A printed paper beside what it was to say, as the checks of the page look at it."""

from dataclasses import dataclass, field
from typing import Any

from tests.reports.paper import Line, Paper

DASHES = "-" * 11
BODY = 14.0


@dataclass(frozen=True)
class Form:
    """How exact a form is, in millimetres: places, edges, indents; and the points of a pitch."""

    places: float
    edges: float
    indents: float
    pitch: float


PDF = Form(places=1.0, edges=0.4, indents=0.3, pitch=0.1)
# LibreOffice sets the lines, not we.
WORD = Form(places=2.0, edges=2.0, indents=2.0, pitch=1.0)


@dataclass
class Sheet:
    """A paper as printed, beside what it was to say."""

    content: dict[str, Any]
    paper: Paper
    form: Form
    annex_from: int = field(init=False)

    def __post_init__(self) -> None:
        annexes = self.content.get("annexes") or []
        titles = [ln.page for ln in self.paper.lines if annexes and ln.text == annexes[0]["title"]]
        self.annex_from = max(titles, default=self.paper.pages)
        self.facts = {"dated": "", "layout": "standard", "addressees": []} | self.content

    def near(self, one: float, other: float, what: object = "", slack: float = 0) -> None:
        """Two places are one, as exactly as the form has it."""
        assert abs(one - other) <= (slack or self.form.places), (one, other, what)

    def edges(self, page: int) -> tuple[float, float]:
        """Where the text box begins and ends: a back page is bound at its right."""
        own = page - self.annex_from if page >= self.annex_from else page
        return (20, 180) if self.content.get("duplex") and own % 2 else (30, 190)

    @property
    def is_letter(self) -> bool:
        """Whether it has no name of its kind."""
        return bool(self.facts["layout"] == "letter")

    @property
    def last(self) -> int:
        """The page on which the signature stands."""
        return self.annex_from - 1

    def find(self, text: str, *, last: bool = False) -> Line:
        """The first (or last) line before the annexes that holds the text."""
        wanted = text.replace(" ", "")
        hits = [ln for ln in self.before_annexes() if wanted in ln.text.replace(" ", "")]
        assert hits, f"{text!r} stands nowhere before the annexes"
        return hits[-1] if last else hits[0]

    def before_annexes(self) -> list[Line]:
        """Lines of the paper itself."""
        return [line for line in self.paper.lines if line.page < self.annex_from]

    def day(self) -> Line:
        """The date line."""
        return self.paper.find(self.content["date_line"].partition(",")[2].strip())

    def stars(self) -> Line:
        """The line below the issuer."""
        found = [line for line in self.paper.lines if line.text == "***"]
        assert found, "no three stars"
        return found[0]

    def end(self) -> Line:
        """The first line of the ending: of the signature, or of the recipients."""
        signatures = self.content["signatures"]
        if not signatures:
            return max(self.body_box(), key=lambda ln: (ln.page, ln.baseline))
        first = signatures[0]
        return self.find((first["form"] or first["office"]), last=True)

    def body_box(self) -> list[Line]:
        """Lines of the paper itself inside the text box."""
        return [line for line in self.paper.body() if line.page < self.annex_from]

    def body(self) -> list[Line]:
        """Ô 11: below title and addressees, above the ending, without tables."""
        top, end = self._top(), self.end()
        inside = [
            line
            for line in self.body_box()
            if (line.page, line.baseline) > (0, top + 1)
            and (line.page, line.baseline) < (end.page, end.baseline - 0.5)
        ]
        return [line for line in inside if line.size == BODY or not is_cell(self.content, line)]

    def _top(self) -> float:
        above = [self.day().baseline]
        if not self.is_letter:
            above.append(self.paper.find(DASHES).baseline)
        else:
            above += [ln.baseline for ln in self.paper.lines if ln.page == 0 and ln.size == 12.0]
        addressees = self.facts["addressees"]
        if addressees:
            above.append(self.find(" ".join(addressees[-1].split()[-3:])).baseline)
        return max(above)


def is_cell(content: dict[str, Any], line: Line) -> bool:
    """A line of a table or below a photo, which are set in 13 pt."""
    kinds = {block["t"] for block in content["blocks"]}
    return line.size == 13.0 and bool(kinds & {"table", "photo"})
