"""Words of people in every field of every paper: nothing is fetched, read or carried along.

The renderer refuses a paper as soon as it asks for an address it was not given, so a paper that
prints has asked for none; the traps say the same from the other side.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import weasyprint

from reports import contents, docx, pdf, rich_text
from reports.models import Document
from reports.services.drafting import _with_words
from tests import build
from tests.people import Cast
from tests.reports import canary, golden, samples
from tests.reports.canary import Traps, faults_of

PHOTO = "a1" * 32
# What no person types: how a block is laid out, and our own address in the square.
OURS = {"t", "kind", "layout", "sha256", "dated", "check", "align"}
EVERY_TENTH = 10


@pytest.fixture
def traps(tmp_path: Path) -> Iterator[Traps]:
    with canary.traps(tmp_path) as found:
        yield found


def fields(value: Any, path: str = "") -> set[str]:
    """Where texts of people stand: ``blocks[].runs[].text``."""
    if isinstance(value, str):
        return {path}
    if isinstance(value, list):
        return {one for item in value for one in fields(item, f"{path}[]")}
    if isinstance(value, dict):
        inner = {key: item for key, item in value.items() if key not in OURS}
        return {one for key, item in inner.items() for one in fields(item, f"{path}.{key}")}
    return set()


def with_text(value: Any, text: str) -> Any:
    """The same content with the text in every such place."""
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [with_text(item, text) for item in value]
    if isinstance(value, dict):
        return {key: item if key in OURS else with_text(item, text) for key, item in value.items()}
    return value


def sink(text: str, **changes: Any) -> dict[str, Any]:
    """A paper with every field and every block that any kind prints, the text in all of them:
    as plain words, and as rich words that came through the sanitiser."""
    runs = [{"text": "", "b": True}, {"text": "", "i": True}]
    item = {"runs": runs, "items": [{"runs": runs, "items": []}]}
    photo = {"t": "photo", "photo": 1, "sha256": PHOTO, "width_mm": 10, "height_mm": 10}
    blocks = [
        *[{"t": "p", "text": "", "align": align} for align in ("", "center")],
        {"t": "p", "runs": runs},
        *[{"t": "h", "level": level, "text": ""} for level in (1, 2, 3, 4)],
        {"t": "list", "ordered": True, "items": [item]},
        {"t": "list", "ordered": False, "items": [item]},
        {"t": "table", "columns": [{"title": "", "width_mm": 80}] * 2, "rows": [["", ""]]},
        photo | {"caption": ""},
    ]
    # Blocks of an annex are printed as those of the body are: one of each is enough.
    some = [blocks[place] for place in (0, 2, 3, 7, 9, 10)]
    annex = {"title": "", "subject_line": "", "note": "", "blocks": some}
    lines = {"issuer_lines": [""], "addressees": ["", ""], "recipients": [""]}
    signatures = [{"form": "", "office": "", "name": ""}] * 2
    facts = dict.fromkeys(("superior_line", "secrecy", "urgency", "foot_note"), "")
    paper = samples.conclusion(
        blocks=blocks, annexes=[annex], signatures=signatures, layout="standard", **lines, **facts
    )
    filled: dict[str, Any] = with_text(paper, text)
    filled["blocks"] = filled["blocks"] + rich_text.blocks(rich_text.from_typed(f"<p>{text}</p>"))
    return filled | changes


def printed(content: dict[str, Any]) -> bytes:
    return pdf.render(content, photos={PHOTO: build.jpeg()}, limit_seconds=60)


def test_the_paper_of_the_proof_has_every_field_that_a_kind_prints(cast: Cast) -> None:
    found = {one for content in golden.golden_contents(cast).values() for one in fields(content)}
    assert len(found) >= 25
    assert found - fields(sink("x")) == set()
    assert fields(with_text(sink("x"), "y")) == fields(sink("x"))


def test_there_are_many_payloads_and_traps_that_would_tell(traps: Traps) -> None:
    assert len(set(traps.payloads)) >= 60
    page = "".join(traps.payloads[:12])
    assert traps.calls == []
    data = weasyprint.HTML(string=page).write_pdf()
    assert traps.calls
    assert any("file" in fault for fault in faults_of(data))
    shown = weasyprint.HTML(string=f"<p>{canary.SECRET}<a href=http://x.example>x</a>").write_pdf()
    assert faults_of(shown) == ["/URI in an object", "the secret in print"]


def test_a_tenth_of_the_payloads_in_every_field_reaches_nothing(traps: Traps) -> None:
    for payload in traps.payloads[::EVERY_TENTH]:
        assert faults_of(printed(sink(payload))) == [], payload
    assert traps.calls == []


@pytest.mark.proof
def test_no_payload_in_any_field_reaches_anything(traps: Traps) -> None:
    count = 0
    for place, payload in enumerate(traps.payloads):
        # The two layouts differ in their heads alone.
        content = sink(payload, layout="letter" if place % 4 == 0 else "standard")
        assert faults_of(printed(content)) == [], payload
        count += len(fields(content))
    assert count >= 1_500
    assert traps.calls == []


def typed_over(paper: Document, payloads: list[str]) -> dict[str, Any]:
    """The page of a paper whose drafter typed all payloads, dealt out over its boxes."""
    draft = paper.draft
    keys = ["opening", "closing"]
    keys += [part["key"] for part in [*draft["sections"], *draft.get("annexes", [])]]
    words = {
        key: "".join(rich_text.sanitise(f"<p>{one}</p>") for one in payloads[place :: len(keys)])
        for place, key in enumerate(keys)
    }
    paper.draft = _with_words(draft, words)
    paper.subject_line = " ".join(payloads)[:400]
    paper.recipients = paper.addressees = "\n".join(payloads[:9])
    for owner, names in (
        (paper.issuer, ("name_line", "superior_line", "place", "signing_form")),
        (paper.signer, ("full_name", "position")),
    ):
        for place, name in enumerate(names if owner else ()):
            setattr(owner, name, payloads[place])
    return contents.paper(paper, number=None, is_draft=True)


@pytest.mark.proof
def test_no_kind_of_paper_reaches_anything_with_all_payloads_in_its_boxes(
    cast: Cast, traps: Traps
) -> None:
    payloads = traps.payloads
    for kind, paper in golden.golden_papers(cast).items():
        # Another beginning each time, so that those in the heads differ.
        payloads = payloads[9:] + payloads[:9]
        content = typed_over(paper, payloads)
        assert faults_of(printed(content)) == [], kind
        assert b'TargetMode="External"' not in docx.render(content), kind
    assert traps.calls == []
