"""The eleven people of the proof, and whose column of the table each answers to in each world.

The table is written for Huyện đoàn Đầm Hà. For the other worlds roles are mirrored: over Cẩm Phả's
things Hoa is what Khoa is over Đầm Hà's; outside one's own province one is a stranger.
"""

from django.test import Client

from accounts.models import User
from tests.access.table import Row
from tests.accounts.steps import SECOND_STEP, sign_in, with_app, with_password
from tests.people import Cast

# Who is signed in as nobody has no name of the cast.
HALF_WAY, CLOSED, ANONYMOUS = "half_way", "closed", "anonymous"
PRINCIPALS = (
    ANONYMOUS,
    HALF_WAY,  # password right, second step not taken
    CLOSED,  # the account was closed while signed in
    "khoa",  # secretary of the evaluated unit
    "hoa",  # secretary of a sibling unit
    "ngoc",  # secretary of a predecessor that was merged into the evaluated unit
    "em",  # member of the team
    "giang",  # of another team of the round
    "cuong",  # team lead
    "oanh",  # administrator of the province
    "phuc",  # administrator of another province
)
_NOBODY = dict.fromkeys((ANONYMOUS, HALF_WAY, CLOSED), "anonymous")
_STRANGER = dict.fromkeys(("khoa", "hoa", "ngoc", "em", "giang", "cuong"), "nga")
_PLAYS: dict[str, dict[str, str]] = {
    "own": {"ngoc": "nga"},
    "sibling": {
        "khoa": "hoa",
        "hoa": "khoa",
        "ngoc": "nga",
        "em": "giang",
        "giang": "cuong",
        "cuong": "giang",
    },
    "abroad": {**_STRANGER, "oanh": "phuc", "phuc": "oanh"},
    "nowhere": {**_STRANGER, "oanh": "nga", "phuc": "nga"},
}
# (world, person, beginning of the address's name) → whose column it is instead, and why.
EXCEPTIONS: dict[tuple[str, str, str], tuple[str, str]] = {
    ("sibling", "khoa", "clusters:"): (
        "nga",
        "Cẩm Phả sits in Đầm Hà's cluster of 2020; Đầm Hà does not in Cẩm Phả's of 2021",
    ),
}
# Where signing in goes on, who is half way is expected and not sent away.
SIGNING_IN = {"account_login", "mfa_authenticate", "mfa_login_webauthn"}


def column_of(principal: str, where: str, row: Row) -> str:
    """The column of the table that says what the person gets in this world."""
    for (world, person, begins), (column, _why) in EXCEPTIONS.items():
        if (world, person) == (where, principal) and row["url"].startswith(begins):
            return column
    return _NOBODY.get(principal) or _PLAYS[where].get(principal, principal)


def browser_of(principal: str, cast: Cast) -> Client:
    """A browser in which the person is where their name says."""
    client = Client()
    if principal == HALF_WAY:
        cast.an.authenticator_set.all().delete()  # type: ignore[attr-defined]
        with_app(with_password(cast.an))
        assert sign_in(client, "an")["Location"] == SECOND_STEP
    elif principal == CLOSED:
        client.force_login(cast.an)
        User.objects.filter(pk=cast.an.pk).update(is_active=False)
    elif principal != ANONYMOUS:
        client.force_login(getattr(cast, principal))
    return client
