"""Codes of the authenticator application: each opens once."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.db import transaction

_LAST_COUNTER = "last_counter"


@transaction.atomic
def spend_code(authenticator: Authenticator, code: str) -> bool:
    """Use up a code of the application; False when it or a later one was used before
    (RFC 6238 §5.2).

    The library remembers used codes for half a minute in a cache, shorter than they are good for.
    """
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = decrypt(row.data["secret"])
    steps = (
        step
        for step in totp.yield_hotp_counters_from_time()
        if compare_user_code(
            actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step))
        )
    )
    step = next(steps, None)
    if step is None or step <= row.data.get(_LAST_COUNTER, -1):
        return False
    row.data[_LAST_COUNTER] = step
    row.save(update_fields=["data"])
    return True
