"""The square code of a paper's check page, as a path the page draws: sharp at every size."""

from functools import lru_cache

import qrcode


@lru_cache(maxsize=64)
def square(url: str) -> tuple[str, int]:
    """The path of the dark squares and how many squares make a side.

    In upper case a URL takes fewer squares; level M still reads with a seventh of it spoilt.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(url.upper())
    code.make(fit=True)
    matrix = code.get_matrix()
    return "".join(_strips(matrix)), len(matrix)


def _strips(matrix: list[list[bool]]) -> list[str]:
    """One rectangle for each unbroken strip of a row."""
    strips = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            begin = x
            while x < len(row) and row[x]:
                x += 1
            if x > begin:
                strips.append(f"M{begin} {y}h{x - begin}v1h-{x - begin}z")
            x += 1
    return strips
