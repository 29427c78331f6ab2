"""Words that the store did not take before the console ended: in a file of the user's own, and nowhere else."""

from collections.abc import Mapping

from servicedesk.i18n import _
from servicedesk.paths import unsent_file
from servicedesk.tui.widgets.composer import Address


def keep_words(unsaved: Mapping[Address, str]) -> str:
    """Add drafts to the file; returns the sentence that says where they are, also when it can't be written."""
    file = unsent_file()
    entries = [f"#{address.ticket_id} {address.kept_as}\n{body}\n" for address, body in unsaved.items()]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        with file.open("a", encoding="utf-8") as kept:
            kept.write("\n".join([*entries, ""]))
    except OSError:
        return _("The store did not take your last words:") + "\n" + "\n".join(entries)
    return _("The store did not take your last words; they are in {file}.").format(file=file)
