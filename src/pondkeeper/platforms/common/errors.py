"""What goes wrong inside a platform, before it becomes SendRefused or SendUnknown at its edge."""

from dataclasses import dataclass

from pondkeeper.domain.channels.ports import RefusalKind, SendRefused


class AnswerLost(Exception):
    """The request may have arrived; no answer that can be trusted came back."""


class CredentialStale(Exception):
    """The platform no longer takes the token; a fresh one may help, once."""

    def __init__(self, refusal: SendRefused) -> None:
        """`refusal` is what to raise when a fresh one does not help either."""
        super().__init__(refusal.code)
        self.refusal = refusal


class TryAgainHere(Exception):
    """Nothing happened, and the same call may help within a second."""

    def __init__(self, refusal: SendRefused) -> None:
        """`refusal` is what to raise when the tries are used up."""
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of a platform's `errcodes.py`: can trying again help, and what the code means.

    `here`: within a second, so the call itself tries again. `wait_s`: the shortest useful wait.
    `act`: what a person or the guard does about it (`errcodes.ACTS`).
    """

    kind: RefusalKind
    zh: str
    here: bool = False
    wait_s: int | None = None
    act: str = ""

    def refusal(self, code: str, said: str = "") -> SendRefused:
        """Return the error that leaves the platform; `said` is what the platform itself wrote."""
        hint = f"{self.zh}（{said}）" if said else self.zh
        return SendRefused(self.kind, code, hint, wait_s=self.wait_s)
