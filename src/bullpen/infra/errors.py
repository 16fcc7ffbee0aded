"""Every error that Bullpen raises on purpose.

    BullpenError                  1  internal
    ├── UsageError                2  the request itself is wrong; nothing was started
    ├── BadInput                  1  a file or payload cannot be used
    ├── NotFound                  3  no such thing
    ├── NotAllowed                4  who asks may not
    ├── CheckFailed               5  a gate or an audit says no: a finding, not a crash
    ├── Conflict                  6  the state of things forbids it now
    │   └── Corrupted             6  stored bytes are not those that were recorded
    ├── DependencyUnavailable     7  a service or library that is needed is not there
    └── Interrupted             130  stopped by the user

The number is the exit code of the command line. A message is one or two sentences: what is wrong,
and what to do.
"""

from typing import ClassVar


class BullpenError(Exception):
    """Base of all errors that are ours. `str(error)` is fit to be shown to a user."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "error"


class UsageError(BullpenError):
    exit_code = 2
    code = "usage"


class BadInput(BullpenError):
    exit_code = 1
    code = "bad_input"


class NotFound(BullpenError):
    exit_code = 3
    code = "not_found"


class NotAllowed(BullpenError):
    exit_code = 4
    code = "not_allowed"


class CheckFailed(BullpenError):
    exit_code = 5
    code = "check_failed"


class Conflict(BullpenError):
    exit_code = 6
    code = "conflict"


class Corrupted(Conflict):
    code = "corrupted"


class DependencyUnavailable(BullpenError):
    exit_code = 7
    code = "dependency_unavailable"


class Interrupted(BullpenError):
    exit_code = 130
    code = "interrupted"
