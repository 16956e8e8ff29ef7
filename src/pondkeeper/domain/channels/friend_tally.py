"""What comparing a channel's friends came to."""

from collections import Counter

import msgspec

from pondkeeper.domain.channels.friends import Taken


class FriendTally(msgspec.Struct):
    """How far the run is, and its result: friends counted over `members` members.

    Of the `read` ones `added` were unknown, `known` stood here already, and the rest were skipped,
    by reason as `friends.Taken` says. Skipped are also those who stand here but could not be
    compared: empty (a member's list came back empty), unseen_member (the platform does not list
    the member: left, or out of the application's sight). `ended` were gone; `unread` names the
    members whose list could not be read, with the platform's word. `after` is the member that was
    finished last, `now_added` what the one under way has brought so far.
    """

    after: str = ""
    now_added: int = 0
    members: int = 0
    read: int = 0
    added: int = 0
    known: int = 0
    ended: int = 0
    skipped: dict[str, int] = {}
    unread: dict[str, str] = {}

    def skip(self, reasons: Counter[str]) -> None:
        """Count people who were left alone."""
        self.skipped = dict(Counter(self.skipped) + reasons)

    def close(self, member_id: str, read: int, taken: Taken, ended: int) -> None:
        """Count a member whose list was walked to its end, at whatever try."""
        self.read += read
        self.added += self.now_added
        self.known += max(read - self.now_added - taken.skipped.total(), 0)
        self.ended += ended
        self.skip(taken.skipped)
        self.next(member_id)

    def next(self, member_id: str) -> None:
        """Go on after this member."""
        self.members += 1
        self.after, self.now_added = member_id, 0
