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
    later("a return needs at least one line"),
    later("{n} lines are more than the {most} of one return"),
    later("order {number} has no line with {sku}"),
    later("ticket {n} names no order: say first which one it is about"),
    later("order {number} isn't paid yet: nothing of it can be paid back"),
    later("{n} of {sku} can't be returned"),
    later("of {sku} {n} can come back, not {most}; others are on their way in return {numbers}"),
    later("of {sku} {n} can come back, not {most}"),
    later("the rules take nothing of return {n} back: {text}"),
    later("return {n} waits for approval {number}"),
    later("return {n} has no line {text}; it has {choices}"),
    later("of line {number} 0 to {most} pieces can have come, not {n}"),
    later("no piece has come; cancel the return when none will"),
    later("nothing is said of line {number}"),
    later("nothing of line {number} has come"),
    later("line {number} is {text}: only an exchange sends another article"),
    later("the rule {text} doesn't take line {number} back"),
    later("line {number} is outside the window of {text}, and nobody has granted that"),
    later("{sku} isn't sold any more; name another article to send"),
    later("{sku} is priced in {text}, the order was paid in {value}"),
    later("return {n} is of no order: nothing was paid here"),
    later("return {n} would pay {value} back, {most} was approved: that takes somebody with a higher limit"),
    later("these return rules are in force already"),
    later("the money is on its way; it can't be called back by an undo"),
    later("the end of a return isn't done again by an undo; complete it anew"),
    later("return {n} of the same order stands on that"),
    later("return {n} has moved on since"),
    later("approval {number} waits for return {n}; withdraw that first"),
    later("pieces of {sku} come back by another return by now"),
    later("an approval that was taken back is asked for or decided anew"),
    later("that is over before it begins"),
    later("nobody stands in for themselves"),
    later("{handle} doesn't work on tickets"),
    later("{handle} stands in for {who} already in that time (delegation {n})"),
    later("delegation {n} is over already"),
    later("{text} is no code: letters, digits and - . & /, at most 40"),
    later("expected yes or no, not {text}"),
    later("approval {number} of ticket {n} waits; withdraw it or wait for the decision"),
    later("whether the customer accepted it isn't known yet; say yes or no first"),
    later("{n} is negative"),
    later("a reason is needed"),
    later("a {state} ticket waits for nothing; open it again first"),
    later("approval {number} waits for the same already; withdraw it or wait"),
    later("a return is asked for by the return itself; here: refund, compensation"),
    later("{text} is not a currency such as EUR"),
    later("{n} is more than the {most} that are possible"),
    later("{n} is not less than the {most} asked for, and more than 0"),
    later("{n} is not an amount to give; it takes at least 1"),
    later("order {number} is in {text}, not {value}"),
    later("a refund needs the order that was paid; without one it is a compensation"),
    later("of order {number} only {value} is left to refund"),
    later("order {number} isn't paid yet"),
    later("these limits are in force already"),
    later("whoever asks for an approval doesn't decide it (four eyes); these may: {choices}"),
    later("whoever asks for an approval doesn't decide it (four eyes); nobody here may at present"),
    later("an approval is decided by a higher role than the asker's; these may: {choices}"),
    later("an approval is decided by a higher role than the asker's; nobody here may at present"),
    later("that amount is beyond your limit; these may: {choices}"),
    later("that amount is beyond your limit; nobody here may at present"),
    later("ticket {n} is escalated already: {number}, {state}, sent by {who}"),
    later("a {state} ticket can't be escalated; open it again first"),
    later("ticket {n} is not escalated"),
    later("nobody but you could accept it: {text}"),
    later("nobody but you could accept it"),
    later("you can't send a ticket to yourself"),
    later("no specialist has the skill {text}; there are: {choices}"),
    later("{text} is no target: {choices}"),
    later("{n} characters; at most {most} are kept"),
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
