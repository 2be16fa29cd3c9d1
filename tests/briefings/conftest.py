"""A series of one cluster in 2020, and its meeting of the day, for every test here."""

import pytest

from briefings.models import Briefing, Series
from tests import build
from tests.people import Cast


@pytest.fixture
def series(cast: Cast) -> Series:
    """Cẩm Phả leads the cluster, Đầm Hà sits in it; three items stand on every agenda."""
    return build.series(cast)


@pytest.fixture
def briefing(cast: Cast, series: Series) -> Briefing:
    """The meeting of 27/11/2020, planned for 8 o'clock."""
    return build.briefing(cast, series)
