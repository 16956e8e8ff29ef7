"""What comparing something of a channel with the platform came to."""

from collections import Counter

import msgspec


class SyncTally(msgspec.Struct):
    """How far the run is, and its result: things read, step by step.

    A step is a member of staff whose friends are read, or a page of a list. Of the `read` things
    `added` were unknown, `changed` were put right, `known` stood here already, and the rest were
    skipped, by reason. Skipped are also those who stand here but could not be compared. `ended`
    were gone; `unread` names the steps that could not be read, with the platform's word. `after`
    is the step that was finished last, `now_added` what the one under way has brought so far.
    """

    after: str = ""
    now_added: int = 0
    steps: int = 0
    read: int = 0
    added: int = 0
    changed: int = 0
    known: int = 0
    ended: int = 0
    skipped: dict[str, int] = {}
    unread: dict[str, str] = {}

    def skip(self, reasons: Counter[str]) -> None:
        """Count what was left alone."""
        self.skipped = dict(Counter(self.skipped) + reasons)

    def close(self, step: str, read: int, skipped: Counter[str], ended: int) -> None:
        """Count a step that was walked to its end, at whatever try."""
        self.read += read
        self.added += self.now_added
        self.known += max(read - self.now_added - skipped.total(), 0)
        self.ended += ended
        self.skip(skipped)
        self.next(step)

    def leave_out(self, step: str, error: str) -> None:
        """Count a step that could not be read, and what it brought until then."""
        self.added += self.now_added
        self.read += self.now_added
        self.unread[step] = error[:200]
        self.next(step)

    def next(self, step: str) -> None:
        """Go on after this step."""
        self.steps += 1
        self.after, self.now_added = step, 0
