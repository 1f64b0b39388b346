"""One line of `monitor doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `grade`: ok, warn (works, but), fail; `mend` says what to do."""

    what: str
    grade: str
    found: str
    mend: str = ""
