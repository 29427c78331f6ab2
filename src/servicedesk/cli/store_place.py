"""Which store a call is about."""

from pathlib import Path

from servicedesk.cli.options import Options
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.i18n import _


def store_place(options: Options) -> str:
    """The store that was named, or the one in the data folder, whose folder is made here."""
    if options.store is not None:
        return options.store
    from servicedesk.paths import default_store

    path = default_store()
    make_folder(path.parent)
    return str(path)


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("the data folder {folder} can't be made: {reason}").format(folder=folder, reason=error.strerror)
        raise StoreUnavailable(message, folder=str(folder)) from error
