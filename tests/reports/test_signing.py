"""Signatures: put in one after the other, read back, and nothing that was changed passes."""

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reports import pdf
from reports.signing import soft, verify
from reports.signing.prepare import Field, prepare, spaces
from reports.signing.providers import Signer, SigningRefused, SoftKey, accept, providers
from tests.reports import samples, signed
from tests.reports.paper import Paper
from tests.reports.signing_keys import Authority, authority, folder_of_keys


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Authority:
    """The authority of the trial keys of person and office."""
    return signed.keys_of_both(settings, tmp_path / "keys")


def _sound(data: bytes, root: Authority) -> list[bool]:
    return [s.is_sound for s in verify.check(data, roots=[root.der]).signatures]


def test_person_and_office_sign_one_after_the_other_and_both_hold(root: Authority) -> None:
    issued = signed.paper()
    base = signed.prepared(issued)
    assert base.startswith(issued)
    signers = signed.both(issued)
    once = SoftKey().finish(base, signers, b"", [root.der])
    final = SoftKey().finish(once.data, signers[1:], b"", [root.der]).data
    found = verify.check(final, roots=[root.der])
    assert found.problem == ""
    assert [s.field for s in found.signatures] == ["Ky1", "Ky2"]
    assert [s.signer for s in found.signatures] == [signed.PERSON, signed.OFFICE.upper()]
    assert all(s.is_sound and s.trusted and s.level == "B-B" for s in found.signatures)
    assert {s.issuer for s in found.signatures} == {"CA thử nghiệm"}
    assert not any(s.has_timestamp or s.revocation_checked for s in found.signatures)
    words = " ".join(line.text for line in Paper(final).lines)
    assert "VĂN BẢN MẪU" in words


def test_a_certificate_of_an_unknown_authority_is_not_trusted(root: Authority) -> None:
    final = signed.signed_by_both(signed.paper())
    for roots in ([], [authority().der]):
        found = verify.check(final, roots=roots).signatures
        assert [(s.is_sound, s.trusted) for s in found] == [(True, False)] * 2


def test_a_key_that_may_not_sign_is_not_trusted(root: Authority, settings: Any) -> None:
    """A certificate for enciphering alone comes from the same authority and signs nothing."""
    folder = Path(settings.SIGNING_SOFT_KEYS)
    for file in folder.iterdir():
        file.unlink()
    for name in (signed.PERSON, signed.OFFICE.upper()):
        root.write_key(folder, name, may_sign=False)
    issued = signed.paper()
    signers = signed.both(issued)
    with pytest.raises(SigningRefused):
        SoftKey().finish(signed.prepared(issued), signers, b"", [root.der])


@pytest.mark.parametrize(
    "attack", [signed.one_byte_changed, signed.saved_again, signed.turned, signed.reworded]
)
def test_a_changed_file_is_never_sound(root: Authority, attack: Callable[[bytes], bytes]) -> None:
    final = signed.signed_by_both(signed.paper())
    assert _sound(final, root) == [True, True]
    assert not any(_sound(attack(final), root))


def test_a_file_with_a_password_is_told_as_such_not_as_unsigned(root: Authority) -> None:
    found = verify.check(signed.encrypted(signed.signed_by_both(signed.paper())))
    assert found.problem == "encrypted"


def test_a_file_without_signatures_has_none() -> None:
    found = verify.check(signed.paper())
    assert (found.problem, found.signatures) == ("", ())


def test_hostile_files_are_told_in_a_sentence(root: Authority) -> None:
    final = signed.signed_by_both(signed.paper())
    chance = random.Random(7)
    files = {
        "empty": b"",
        "not_pdf": b"\xef\xbb\xbf" + final,
        "broken": final[: len(final) // 3],
        "too_large": b"%PDF-1.7" + b"x" * verify.MAX_BYTES,
    }
    for problem, data in files.items():
        found = verify.check(data)
        assert (found.problem, found.signatures) == (problem, ())
        assert found.problem_words.endswith(".")
    for _ in range(2):
        noise = chance.randbytes(20_000)
        assert verify.check(noise).problem == "not_pdf"
        assert verify.check(b"%PDF-1.7\n" + noise).problem == "broken"


@pytest.mark.proof
def test_cut_and_damaged_files_never_pass(root: Authority) -> None:
    final = signed.signed_by_both(signed.paper())
    chance = random.Random(11)
    for _ in range(25):
        place = chance.randrange(len(final) - 200)
        damaged = final[:place] + chance.randbytes(8) + final[place + 8 :]
        assert _sound(damaged, root) != [True, True]
        assert _sound(final[:place], root) != [True, True]


def test_a_checker_that_takes_too_long_is_stopped(
    root: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "WALL_SECONDS", 0.05)
    found = verify.check(signed.paper())
    assert found.problem == "too_long"


# What is uploaded


def test_the_signed_file_is_taken_as_it_is(root: Authority) -> None:
    issued = signed.paper()
    base, signers = signed.prepared(issued), signed.both(issued)
    upload = signed.signed(base, signers)
    taken = accept(base, signers, upload, [root.der])
    assert taken.data == upload
    assert [s.signer for s in taken.new] == [signed.PERSON]
    # Both at once, too; and the second over what the first has signed.
    final = signed.signed(upload, signers[1:])
    assert len(accept(base, signers, final, [root.der]).new) == 2
    assert len(accept(upload, signers[1:], final, [root.der]).new) == 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda base, signers: base, "chưa có thêm chữ ký số"),
        (lambda base, signers: b"", "không phải là bản chờ ký"),
        (lambda base, signers: signed.turned(base), "thay đổi nội dung"),
        (
            lambda base, signers: signed.turned(signed.signed(base, signers)),
            "thay đổi nội dung",
        ),
        (
            lambda base, signers: signed.saved_again(signed.signed(base, signers)),
            "không phải là bản chờ ký",
        ),
        (
            lambda base, signers: signed.one_byte_changed(signed.signed(base, signers)),
            "không phải là bản chờ ký",
        ),
        (
            lambda base, signers: signed.signed(base, signers)[:-3000],
            "Hãy ký lại",
        ),
        (lambda base, signers: signed.signed(base, signers[1:]), "không nằm trong ô"),
    ],
)
def test_another_upload_is_refused_in_words(
    root: Authority, make: Callable[[bytes, Any], bytes], words: str
) -> None:
    issued = signed.paper()
    base, signers = signed.prepared(issued), signed.both(issued)
    with pytest.raises(SigningRefused, match=words):
        accept(base, signers, make(base, signers), [root.der])


def test_what_was_changed_before_it_was_signed_is_refused(root: Authority, settings: Any) -> None:
    issued = signed.paper()
    base, signers = signed.prepared(issued), signed.both(issued)
    key = dict(soft.keys(settings.SIGNING_SOFT_KEYS))[signed.PERSON]
    upload = soft.sign(signed.reworded(base), "Ky1", key, stamp=None)
    # The signature alone finds nothing wrong with it.
    assert _sound(upload, root) == [True]
    with pytest.raises(SigningRefused, match="thay đổi nội dung"):
        accept(base, signers, upload, [root.der])


def test_the_signed_file_of_another_paper_is_refused(root: Authority) -> None:
    issued, other = signed.paper(), signed.paper(subject_line="Văn bản khác")
    upload = signed.signed(signed.prepared(other), signed.both(other))
    with pytest.raises(SigningRefused, match="không phải là bản chờ ký"):
        accept(signed.prepared(issued), signed.both(issued), upload, [root.der])


def test_a_signature_of_somebody_else_is_refused(
    root: Authority, settings: Any, tmp_path: Path
) -> None:
    issued = signed.paper()
    base, signers = signed.prepared(issued), signed.both(issued)
    stranger = tmp_path / "stranger"
    other = folder_of_keys(stranger, ["Lê Văn Lạ", signed.PERSON])
    keys = dict(soft.keys(str(stranger)))
    upload = soft.sign(base, "Ky1", keys["Lê Văn Lạ"], stamp=None)
    with pytest.raises(SigningRefused, match="mang tên “Lê Văn Lạ”"):
        accept(base, signers, upload, [other.der])
    # The right name under an authority nobody trusts.
    upload = soft.sign(base, "Ky1", keys[signed.PERSON], stamp=None)
    with pytest.raises(SigningRefused, match="không thuộc danh sách"):
        accept(base, signers, upload, [root.der])
    # Where no authority is entered, trust is not asked for and told as unchecked.
    assert not accept(base, signers, upload, []).new[0].trusted


def test_the_trial_key_exists_only_where_keys_are_named(settings: Any, root: Authority) -> None:
    assert set(providers()) == {"outside", "soft"}
    settings.SIGNING_SOFT_KEYS = ""
    assert set(providers()) == {"outside"}
    with pytest.raises(SigningRefused, match="Không có khóa thử"):
        SoftKey().begin(b"", signed.both(signed.paper()))


# The prepared file


def test_each_signature_has_its_room_on_the_page() -> None:
    one = spaces(signed.paper())
    assert [round(box.width / 72 * 25.4) for box in one] == [90]
    from_minutes = spaces(pdf.render(samples.minutes()))
    assert [round(box.width / 72 * 25.4) for box in from_minutes] == [53, 53, 53]
    assert spaces(pdf.render_html("<html lang=vi><title>t</title><p>x")) == []


def test_fields_are_tagged_named_and_have_a_look(root: Authority) -> None:
    with pikepdf.open(io.BytesIO(signed.prepared(signed.paper()))) as file:
        widgets = [annot for page in file.pages for annot in page.obj.get("/Annots", [])]
        numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        assert [str(w.T) for w in widgets] == ["Ky1", "Ky2"]
        for widget in widgets:
            assert str(widget.TU).startswith("Ô chữ ký số")
            assert int(widget.F) & 4
            assert "/N" in widget.AP
            tag = owners[int(widget.StructParent)]
            assert str(tag.S) == "/Form"
            assert str(tag.K.Obj.T) == str(widget.T)


def test_a_paper_without_marked_rooms_is_signed_unseen(root: Authority) -> None:
    data = pdf.render_html("<html lang=vi><title>t</title><p>Đầm Hà")
    signer = Signer("Ky1", signed.PERSON, "", is_agency=False, box=None)
    base = prepare(data, [Field("Ky1", "Ô chữ ký số 1", None)])
    assert _sound(signed.signed(base, [signer]), root) == [True]
