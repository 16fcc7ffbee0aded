"""Which code this is: a digest of the package's own source.

It is the same for a checkout, a wheel and a modified copy exactly when their source is.
"""

import hashlib
from functools import cache
from pathlib import Path


@cache
def code_revision() -> str:
    """Return 12 hexadecimal digits of the SHA-256 over every Python file of the package."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
