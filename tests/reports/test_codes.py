"""Check codes: random, read in whatever way they were typed, wrong ones found."""

import pytest

from reports import codes


def test_a_code_has_eleven_signs_and_reads_back() -> None:
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    for code in made:
        assert len(code) == codes.LENGTH
        assert set(code) <= set(codes.ALPHABET)
        assert codes.read(code) == code
        assert codes.read(codes.printed(code)) == code


def test_every_single_wrong_sign_is_found() -> None:
    for _ in range(20):
        code = codes.new_code()
        for place in range(codes.LENGTH):
            for other in codes.ALPHABET.replace(code[place], ""):
                assert codes.read(code[:place] + other + code[place + 1 :]) is None


def test_almost_every_swap_of_neighbours_is_found() -> None:
    swapped = missed = 0
    for _ in range(500):
        code = codes.new_code()
        for place in range(codes.LENGTH - 1):
            if code[place] != code[place + 1]:
                swapped += 1
                turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
                missed += codes.read(turned) is not None
    assert missed < swapped * 0.06


def test_a_code_is_read_as_people_type_it() -> None:
    code = next(c for c in iter(codes.new_code, "") if "0" in c and "1" in c)
    for typed in (
        code.lower(),
        f"  {codes.printed(code)} ",
        codes.printed(code).replace("-", " – "),
        code.replace("0", "O").replace("1", "I"),
        code.lower().replace("0", "o").replace("1", "l"),
    ):
        assert codes.read(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "-", "7K2M", "U" * 11, "7K2MQ9XD4TPX", "đ" * 11, "٣" * 11, "\0" * 11, "ſ" * 11]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert codes.read(typed) is None
