from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.runtime.helpers import open_to_all

from pondkeeper.runtime.home import Home


@pytest.fixture
def home() -> Iterator[Home]:
    with TemporaryDirectory(prefix="pond-runtime-") as folder:
        yield Home(open_to_all(Path(folder)) / "home").make()
