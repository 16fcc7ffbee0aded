"""Which code this is: a digest of the package's own files.

It is the same for a checkout, a wheel and a modified copy exactly when their files are. Data files
count: a venue that moves changes the features as much as a line of code does.
"""

import hashlib
from functools import cache
from pathlib import Path


@cache
def code_revision() -> str:
    """Return 12 hexadecimal digits of the SHA-256 over every file of the package."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    files = [file for file in root.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    for file in sorted(files):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
