"""Check codes: short, random, read aloud without mistakes; printed on each issued paper.

Ten characters of Crockford's base 32 from ``secrets`` and one check character that finds every
single wrong character (its weight is odd, so no change is lost modulo 32).
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 11
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A fresh code without dashes; whether it is free is the database's to say."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def printed(code: str) -> str:
    """The code as people read it: ``7K2M-Q9XD-4TP``."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def read(text: str) -> str | None:
    """The code somebody typed, whatever the case, dashes, O for 0 or I and L for 1; ``None``
    when it cannot be one."""
    typed = "".join(c for c in text.upper() if c not in " -–—").translate(_READ_AS)
    if len(typed) != LENGTH or any(c not in ALPHABET for c in typed):
        return None
    return typed if _check(typed[:-1]) == typed[-1] else None


def _check(body: str) -> str:
    total = sum((2 * place + 1) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
