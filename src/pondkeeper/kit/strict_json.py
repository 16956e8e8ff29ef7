"""JSON that strangers wrote: one kind of error for everything that is wrong with it."""

from typing import TypeVar

import msgspec

T = TypeVar("T")


def read(content: bytes, into: type[T]) -> T:
    """Decode `content` into a type. Raises msgspec.DecodeError, whatever is wrong with it.

    The library itself lets two more errors through: a key that is not UTF-8, and a depth beyond
    the interpreter's.
    """
    try:
        return msgspec.json.decode(content, type=into)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("The text is not UTF-8, or it is too deep.") from error
