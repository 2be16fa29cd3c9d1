"""The pages of import and export: look first, apply once, only what is one's own."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from tests.people import Cast, person
from tests.units.imports.files import csv_bytes
from units.imports import files
from units.imports.kinds import KINDS, OFFICERS, UNITS
from units.models import ImportFile, Officer, Unit

SignIn = Callable[[User], Client]
LINE = "Đơn vị,Họ và tên,Chức vụ"
GOOD = csv_bytes(LINE, "DH,Nguyễn Văn Mẫu,Bí thư", "CP,Trần Thị Mẫu,Phó Bí thư")


def send(client: Client, content: bytes, name: str = "can-bo.csv", kind: str = "can-bo") -> Any:
    """Upload a file; the answer is the dry run."""
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("units:import_kind", args=[kind]), {"file": file}, follow=True)


def text_of(response: Any) -> str:
    page: str = response.content.decode()
    return page


def test_a_file_is_looked_at_first_and_applied_once(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    before = Officer.objects.count()
    page = text_of(send(client, GOOD))
    assert "Nếu nhập: <strong>2</strong> mới" in page
    assert "Nguyễn Văn Mẫu – Bí thư, Huyện đoàn Đầm Hà" in page
    assert Officer.objects.count() == before
    file = ImportFile.objects.get()
    apply = reverse("units:apply_import", args=[file.pk])
    assert "Tệp này đã được nhập lúc" in text_of(client.post(apply, follow=True))
    assert Officer.objects.count() == before + 2
    event = AuditEvent.objects.get(action="imported")
    assert (event.actor, event.data["added"]) == (cast.an, 2)
    assert event.data["sha256"] == file.sha256
    assert "không nhập lần nữa" in text_of(client.post(apply, follow=True))
    assert Officer.objects.count() == before + 2


def test_the_same_file_twice_changes_nothing(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    send(client, GOOD)
    client.post(reverse("units:apply_import", args=[ImportFile.objects.get().pk]))
    page = text_of(send(client, GOOD))
    assert "Không có gì thay đổi: 2 dòng" in page
    assert "Nhập vào hệ thống</button>" not in page


def test_a_resent_upload_is_the_same_file(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    send(client, GOOD)
    send(client, GOOD)
    assert ImportFile.objects.count() == 1


def test_one_fault_and_nothing_is_applied(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    bad = csv_bytes(LINE, "DH,Nguyễn Văn Mẫu,Bí thư", "Đoàn Đầm Ha,=1+1,Phó Bí thư")
    page = text_of(send(client, bad))
    assert "1 lỗi nên chưa nhập được gì" in page
    assert "Có phải “Huyện đoàn Đầm Hà” (DH)?" in page
    file, before = ImportFile.objects.get(), Officer.objects.count()
    answer = client.post(reverse("units:apply_import", args=[file.pk]), follow=True)
    assert "Tệp còn lỗi" in text_of(answer)
    assert Officer.objects.count() == before


def test_faults_can_be_downloaded_as_a_table_without_formulas(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    send(client, csv_bytes(LINE, "=1+1,A,B", "DH,,C"))
    answer = client.get(reverse("units:import_faults", args=[ImportFile.objects.get().pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Dòng", "Cột", "Giá trị", "Lý do"]
    assert [row[:3] for row in rows[1:]] == [["2", "Đơn vị", "'=1+1"], ["3", "Họ và tên", ""]]
    assert "attachment" in answer["Content-Disposition"]


def test_data_that_changed_meanwhile_are_shown_again_and_nothing_is_applied(
    cast: Cast, as_: SignIn
) -> None:
    client = as_(cast.an)
    send(client, GOOD)
    file = ImportFile.objects.get()
    Officer.objects.create(unit=cast.damha, full_name="Nguyễn Văn Mẫu", position="Bí thư")
    before = Officer.objects.count()
    apply = reverse("units:apply_import", args=[file.pk])
    page = text_of(client.post(apply, follow=True))
    assert "đã thay đổi từ lúc bạn xem" in page
    assert "Nếu nhập: <strong>1</strong> mới" in page
    assert Officer.objects.count() == before
    client.post(apply)
    assert Officer.objects.count() == before + 1


def test_a_right_lost_meanwhile_counts_at_the_moment_of_applying(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    send(client, GOOD)
    file, before = ImportFile.objects.get(), Officer.objects.count()
    cast.an.memberships.all().delete()
    assert client.post(reverse("units:apply_import", args=[file.pk])).status_code == 404
    assert client.get(file.get_absolute_url()).status_code == 404
    assert Officer.objects.count() == before


def test_a_file_expires_in_a_day_and_goes_with_the_next_upload(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    send(client, GOOD)
    old, before = ImportFile.objects.get(), Officer.objects.count()
    ImportFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    assert "quá một ngày" in text_of(client.get(old.get_absolute_url()))
    client.post(reverse("units:apply_import", args=[old.pk]))
    assert Officer.objects.count() == before
    send(client, GOOD + b"\n")
    assert not ImportFile.objects.filter(pk=old.pk).exists()


def test_a_file_is_known_to_its_owner_alone(cast: Cast, as_: SignIn) -> None:
    send(as_(cast.an), GOOD)
    file = ImportFile.objects.get()
    pages = [file.get_absolute_url(), reverse("units:import_faults", args=[file.pk])]
    for page in pages:
        assert as_(cast.an).get(page).status_code == 200
        assert as_(cast.lan).get(page).status_code == 404
        assert as_(cast.binh).get(page).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Tệp rỗng"), (b"\xff\xff\xff", "CSV UTF-8"), (b"Cot\nx", "Thiếu cột “Đơn vị”")],
)
def test_a_file_that_is_no_table_gets_a_page_that_says_why(
    cast: Cast, as_: SignIn, content: bytes, words: str
) -> None:
    assert words in text_of(send(as_(cast.an), content))


def test_an_upload_without_a_file_is_told_at_the_field(cast: Cast, as_: SignIn) -> None:
    answer = as_(cast.an).post(reverse("units:import_kind", args=["can-bo"]))
    assert "Hãy chọn tệp." in text_of(answer)
    assert ImportFile.objects.count() == 0


def test_an_unknown_kind_of_table_is_404_and_who_imports_nothing_is_403(
    cast: Cast, as_: SignIn
) -> None:
    for page in (
        "/don-vi/nhap/la/",
        "/don-vi/nhap/la/tep-mau.csv",
        "/don-vi/nhap/don-vi/tep-mau.x",
    ):
        assert as_(cast.an).get(page).status_code == 404
    assert as_(cast.khoa).get("/don-vi/nhap/don-vi/").status_code == 403
    assert "Nhập, xuất" in text_of(as_(cast.an).get("/don-vi/"))
    assert "Nhập, xuất" not in text_of(as_(cast.khoa).get("/don-vi/"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_templates_and_exports_are_files_of_their_kind(
    cast: Cast, as_: SignIn, kind: Any, ending: str
) -> None:
    client = as_(cast.an)
    template = client.get(reverse("units:import_template", args=[kind.slug, ending]))
    export = client.post(reverse("units:export", args=[kind.slug]), {"dang": ending})
    assert AuditEvent.objects.get(action="exported").actor == cast.an
    for answer in (template, export):
        assert answer["Content-Disposition"].endswith(f'.{ending}"')
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(export).startswith(b"PK" if ending == "xlsx" else b"\xef\xbb\xbf")
    assert (
        client.post(reverse("units:export", args=[kind.slug]), {"dang": "exe"}).status_code == 404
    )


def test_a_hostile_name_of_a_file_is_only_text(cast: Cast, as_: SignIn) -> None:
    page = text_of(send(as_(cast.an), GOOD, name='<script>"x".csv'))
    assert "<script>" not in page.replace('<script src="', "").replace('<script type="', "")


def test_a_long_plan_is_paged(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    send(client, csv_bytes(LINE, *(f"DH,Người {n},Ủy viên" for n in range(150))))
    first = text_of(client.get(ImportFile.objects.get().get_absolute_url()))
    assert "Người 99" in first
    assert "Người 100 " not in first
    second = text_of(client.get(f"{ImportFile.objects.get().get_absolute_url()}?page=2"))
    assert "Người 149" in second


def test_a_dry_run_asks_as_many_queries_for_few_and_for_many_rows(cast: Cast) -> None:
    def queries(kind: Any, *lines: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            files.dry_run(csv_bytes(*lines), "a.csv", kind, cast.an)
        return len(captured)

    heads = "Mã,Tên đầy đủ,Tên gọi,Loại,Trực thuộc"
    rows = [f"A{n},Tên {n},Tên {n},Đoàn cơ sở,DH" for n in range(200)]
    assert queries(UNITS, heads, *rows) <= queries(UNITS, heads, rows[0]) + 1
    people = [f"DH,Người {n},Ủy viên" for n in range(200)]
    assert queries(OFFICERS, LINE, *people) <= queries(OFFICERS, LINE, people[0])


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_import_once() -> None:
    province = Unit.objects.create(code="T", name="T", short_name="T", kind="province")
    actor = person("an", "An", province, "administrator")
    kept = files.keep_file(csv_bytes(LINE, "T,Mẫu,Bí thư"), "a.csv", OFFICERS, actor=actor)

    def click(_: int) -> bool:
        try:
            return files.apply_file(kept, actor=User.objects.get(pk=actor.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert sorted(answers) == [False, False, False, True]
    assert Officer.objects.count() == 1


# The command


def test_the_command_imports_with_the_rights_of_a_person(cast: Cast, tmp_path: Any) -> None:
    path = tmp_path / "don-vi.csv"
    path.write_bytes(csv_bytes("Mã,Tên đầy đủ,Tên gọi,Loại,Trực thuộc", "A,A,A,Đoàn cơ sở,DH"))
    said = io.StringIO()
    call_command("import_table", "units", str(path), "--as=an", "--dry-run", stdout=said)
    assert "1 mới" in said.getvalue()
    assert not Unit.objects.filter(code="A").exists()
    call_command("import_table", "units", str(path), "--as=an", stdout=said)
    assert Unit.objects.filter(code="A").exists()
    call_command("import_table", "units", str(path), "--as=an", stdout=said)
    assert "Không có gì thay đổi" in said.getvalue()


@pytest.mark.parametrize("who", ["lan", "minh", "khoa", "ai-do"])
def test_the_command_refuses_who_may_not(cast: Cast, tmp_path: Any, who: str) -> None:
    path = tmp_path / "don-vi.csv"
    path.write_bytes(csv_bytes("Mã,Tên đầy đủ,Tên gọi,Loại,Trực thuộc", "A,A,A,Đoàn cơ sở,DH"))
    with pytest.raises(CommandError):
        call_command("import_table", "units", str(path), f"--as={who}", stderr=io.StringIO())
    assert not Unit.objects.filter(code="A").exists()
