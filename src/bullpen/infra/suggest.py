"""What a mistyped name may have meant."""

import difflib
from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a sentence, with a leading space, that names the closest match or all that exist.

    >>> suggestion("lightgmb", ["lightgbm", "logistic"])
    " Did you mean 'lightgbm'?"
    >>> suggestion("zebra", ["lightgbm", "logistic"])
    ' There are: lightgbm, logistic.'
    >>> suggestion("zebra", [])
    ''
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" There are: {', '.join(names)}." if names else ""
