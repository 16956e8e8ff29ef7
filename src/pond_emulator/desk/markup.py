"""A few lines of HTML: everything shown is escaped here and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TypeAlias

from pond_emulator.kit.clock import CHINA


@dataclass(frozen=True)
class Html:
    """Text that is markup already."""

    text: str


Shown: TypeAlias = str | int | float | Html | None


def show(value: Shown) -> str:
    if isinstance(value, Html):
        return value.text
    return escape("" if value is None else str(value))


def table(head: Sequence[str], rows: Iterable[Sequence[Shown]], none: str) -> Html:
    """A table, or a line that says there is nothing yet."""
    body = "".join(f"<tr>{''.join(f'<td>{show(cell)}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return Html(f'<p class="none">{escape(none)}</p>')
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    inner = f"<thead><tr>{names}</tr></thead><tbody>{body}</tbody>"
    return Html(f'<div class="wide"><table>{inner}</table></div>')


def section(title: str, *parts: Html) -> Html:
    inner = "".join(part.text for part in parts)
    return Html(f"<section><h2>{escape(title)}</h2>{inner}</section>")


def button(text: str, method: str, path: str, body: str = "", kind: str = "quiet") -> Html:
    """Sends `body` (JSON) to a door of the emulator when pressed."""
    return Html(
        f'<button type="button" class="{kind}" data-method="{method}" data-path="{escape(path)}"'
        f' data-body="{escape(body)}">{escape(text)}</button>'
    )


def mark(text: str, kind: str) -> Html:
    """A state in a colour; the word says the same."""
    return Html(f'<span class="mark {kind}">{escape(text)}</span>')


def clock(seconds: float | None) -> str:
    """China time to the second."""
    if not seconds:
        return ""
    return datetime.fromtimestamp(seconds, CHINA).strftime("%m-%d %H:%M:%S")
