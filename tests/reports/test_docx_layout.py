"""The Word twin of each paper, printed by LibreOffice, passes the checks of the page ± 2 mm."""

from pathlib import Path
from typing import Any

import pytest

from reports import docx
from tests.reports import checks, samples, sheet
from tests.reports.paper import Paper
from tests.reports.word import printed_by_libreoffice

pytestmark = [pytest.mark.proof, pytest.mark.django_db]


def test_every_paper_passes_the_checks_of_the_page(
    every_kind: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    contents = samples.CASES | samples.SWEEP | every_kind
    files = {name: docx.render(content) for name, content in contents.items()}
    pages = printed_by_libreoffice(files, tmp_path)
    assert len(pages) > 45
    found = {
        name: checks.faults_of(content, Paper(pages[name]), sheet.WORD)
        for name, content in contents.items()
    }
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_checks_can_fail(tmp_path: Path) -> None:
    content = samples.conclusion()
    wrong = {
        "kind": content | {"type_name": "THÔNG TRI"},
        "day": content | {"date_line": "Quảng Ninh, ngày 9 tháng 03 năm 2020"},
        "unsigned": content | {"signatures": []},
        "unmarked": content | {"foot_note": ""},
    }
    files = {name: docx.render(changed) for name, changed in wrong.items()}
    pages = printed_by_libreoffice(files, tmp_path)
    for name, page in pages.items():
        assert checks.faults_of(content, Paper(page), sheet.WORD), name
