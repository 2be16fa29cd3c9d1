"""Two people who are nobody everywhere: password right but no second step, and account closed.

Every row of the access matrix answers them as it answers who is not signed in at all.
"""

import pytest
from django.test import Client

from accounts.models import User
from tests.access.table import ROWS, answer_and_undo, arguments_of, word_for
from tests.access.world import World
from tests.accounts.steps import SECOND_STEP, sign_in, with_app, with_password
from tests.people import Cast
from tests.test_access import world

__all__ = ["world"]  # the fixture: a visit, papers, keys that addresses point to

# Where signing in goes on, they are not alike: there the half-way session is expected.
SIGNING_IN = {"account_login", "mfa_authenticate", "mfa_login_webauthn"}


def half_way(cast: Cast) -> Client:
    """An, an officer and registrar, stands before the second step."""
    with_app(with_password(cast.an))
    client = Client()
    assert sign_in(client, "an")["Location"] == SECOND_STEP
    return client


def closed(cast: Cast) -> Client:
    """An was signed in when the account was closed."""
    client = Client()
    client.force_login(cast.an)
    User.objects.filter(pk=cast.an.pk).update(is_active=False)
    return client


@pytest.mark.parametrize("session", [half_way, closed])
def test_they_get_what_nobody_gets(session: object, cast: Cast, world: World) -> None:
    cast.an.authenticator_set.all().delete()  # type: ignore[attr-defined]
    signed_in = session(cast)  # type: ignore[operator]

    rows = [row for row in ROWS if row["url"] not in SIGNING_IN]
    assert len(rows) > 150
    wrong = [
        f"{row['method']} {row['url']} {row['object']}: {row['anonymous']} → {found}"
        for row in rows
        if (found := word_for(answer_and_undo(signed_in, row, arguments_of(row, world))))
        != row["anonymous"]
    ]
    assert wrong == []
