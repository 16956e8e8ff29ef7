"""What `pond doctor` looks at: the machine and its files, then the database.

Each check returns a finding in plain words, with advice when something must be done.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    state: Literal["good", "note", "bad"]
    subject: str
    text: str
    advice: str = ""
