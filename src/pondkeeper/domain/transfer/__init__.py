"""Files coming in and going out: contacts, orders and costs, with a dry run and an error file.
An imported history is recorded as such and triggers nothing.
"""

from pondkeeper.domain.transfer.actions import (
    Trying,
    find_open_import,
    keep_upload,
    load_upload,
    start_import,
    try_import,
)
from pondkeeper.domain.transfer.engine import run_import
from pondkeeper.domain.transfer.exporting import COLUMNS, export_contacts, start_export
from pondkeeper.domain.transfer.fields import FIELDS, KINDS, Field, guess
from pondkeeper.domain.transfer.models import Upload
from pondkeeper.domain.transfer.tables import Analysis, analyse

__all__ = [
    "COLUMNS", "FIELDS", "KINDS", "Analysis", "Field", "Trying", "Upload", "analyse",
    "export_contacts", "find_open_import", "guess", "keep_upload", "load_upload", "run_import",
    "start_export", "start_import", "try_import",
]
