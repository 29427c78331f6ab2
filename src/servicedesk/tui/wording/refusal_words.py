"""What the desk refuses, in the language of the interface. The errors themselves stay English for logs and scripts."""

import re
from functools import lru_cache
from typing import Final

from servicedesk.i18n import later, looked_up
from servicedesk.tui.wording import present

REFUSALS: Final = (
    later("{handle} may not {act}; that needs one of: {roles}"),
    later("ticket {n} is with {who} already"),
    later("ticket {n} has that {what} already"),
    later("ticket {n} is not yours any more"),
    later("ticket {n} is not resolved and untouched for {days} days"),
    later("ticket {n} is {state}; open a linked one to go on"),
    later("tickets {n} and {other} are linked already"),
    later("{handle} does not work here any more"),
    later("{text} can't be a handle: letters, digits, - and _, at most 40"),
    later("{text} can't be a tag: one printable word of at most 60 characters"),
    later("order {number} is another customer's"),
    later("a file needs a name"),
    later("the file has {n} bytes; {most} are allowed"),
    later("nobody waits for a reply on ticket {n}"),
    later("no note on ticket {n} asks for you"),
    later("{text} is none of {choices}"),
    later("more than {n} characters"),
    later("{n} characters; {most} are allowed. Attach it as a file"),
    later("{n} characters; {most} are allowed"),
    later("the time needs a zone"),
    later("that time has passed"),
    later("there is nothing in it"),
    later("nothing was said"),
    later("the priority is {state} already"),
    later("the ticket is a {state} already"),
    later("the ticket is so already"),
    later("the promise is {state} already"),
    later("a resolved ticket can't become a complaint; open it again first"),
    later("a {state} has no stages of its own to move"),
    later("these tags change nothing"),
    later("a {state} ticket is not in the queue"),
    later("a {state} ticket is not asked about again"),
    later("a {state} has no nature, severity or remedy"),
    later("a reply that was taken back is not sent by an undo; send it anew"),
    later("{n} are more than the {most} of one transaction"),
    later("there is nothing of yours to undo"),
    later("that act was undone already"),
    later("that act can't be undone"),
    later("there is no team {text}"),
    later("there is a team {text} already"),
    later("there is a view {text} already"),
    later("there is a {text} already"),
    later("{n} is not between {least} and {most}"),
    later("a ticket needs a subject or a body"),
    later("a call's record needs a text"),
    later("it takes two different tickets"),
    later("it is the only message of its ticket"),
    later("that reply has not left yet; take it back or wait"),
    later("a person needs at least one role"),
    later("you are on a break: nothing new comes until you are back"),
    later("you are on a break already"),
    later("you are not on a break"),
    later("say why it takes longer"),
    later("say what was promised"),
    later("that is how it stands already"),
    later("it is due then already"),
    later("{n} of {sku} can't come back from this order"),
    later("a return needs at least one line"),
    later("the order has no line with {sku}"),
    later("a view's name has 1 to {most} characters"),
    later("the last view has to stay"),
    later("a ticket becomes merged by merging it into another one"),
    later("somebody changed the note meanwhile"),
    later("this calendar has no working time: give at least one weekday an interval"),
    later("{text} is neither spoke nor voicemail"),
    later("{text} is not a distance in time such as 20m, 3h or 2d 3h"),
    later("{text} is longer than a hundred years"),
    later("{text}: leaving out by a - in front is not possible"),
    later("there is no field {text}; there are {choices}"),
    later("a value is missing after the colon"),
    later("remind orders promises and follow-ups only: is:remind"),
    later("a quotation mark is not closed"),
    later("expected a customer's number or name, not {text}"),
    later("{text} is not an e-mail address"),
    later("{text} is not a phone number"),
    later("a chat handle is empty"),
    later("only complaints have these stages"),
    later("the decision has not been told to the customer in a public reply yet"),
    later("a complaint can be resolved only after its decision was communicated; it is {state}"),
    later("{text} is nothing that can be done to a ticket"),
    later("that macro would change nothing here"),
    later("{n} tickets; at most {most} are named one by one"),
    later("expected a ticket's number, not {text}"),
    later("expected one of {choices}, not {text}"),
    later("{text}: expected an amount such as EUR 200, or any, not {value}"),
    later("{text}: {value} is there twice"),
    later("{text} is there twice"),
)
"""What the errors of the desk say, with blanks for what differs; a test holds it against the desk."""


def told(message: str) -> str:
    """A refusal in the language of the interface; one that isn't known, and any in English, as it is."""
    for refusal in REFUSALS:
        if (found := _pattern(refusal).fullmatch(message)) is not None:
            words = looked_up(refusal)
            return message if words == refusal else words.format(**_said(found.groupdict()))
    return message


@lru_cache(maxsize=len(REFUSALS))
def _pattern(refusal: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", refusal)
    blanks = (f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile("".join(blanks), re.S)


def _said(blanks: dict[str, str]) -> dict[str, str]:
    """Codes of the store in words, where a blank is one."""
    if "state" not in blanks:
        return blanks
    code = blanks["state"]
    names = (present.status_name, present.stage_name, present.kind_name, present.priority_name)
    return {**blanks, "state": next((name(code) for name in names if name(code) != code), code)}
