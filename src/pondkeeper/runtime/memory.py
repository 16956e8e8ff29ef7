"""What a process made while it started stays for good, and is not looked at for garbage again."""

import gc


def keep_what_is() -> None:
    """Call once at the end of a start.

    Hundreds of thousands of objects of the libraries would be looked at again with each full
    collection, which stands still for a quarter of a second and finds nothing
    (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.collect()
    gc.freeze()
