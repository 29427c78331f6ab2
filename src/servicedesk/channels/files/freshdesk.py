"""Freshdesk: recorded API answers and account exports, version 1 and 2, joined over the files of a folder."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from servicedesk.channels.files import freshdesk_codes as codes
from servicedesk.channels.files.encoding import scan
from servicedesk.channels.files.html_text import plain_text
from servicedesk.channels.files.options import ImportOptions
from servicedesk.channels.files.rows import Row, reach
from servicedesk.domain.errors import BadFile
from servicedesk.domain.importing import Rejected

Item = Mapping[str, object]
_WRAPPERS: Final = ("helpdesk_ticket", "user", "contact", "agent", "note", "conversation", "ticket")


@dataclass(slots=True)
class _Export:
    """Everything an export holds that a ticket needs, by Freshdesk's ids."""

    tickets: dict[str, tuple[int, str, Item]] = field(default_factory=dict)
    contacts: dict[str, Item] = field(default_factory=dict)
    agents: dict[str, Item] = field(default_factory=dict)
    conversations: dict[str, dict[str, Item]] = field(default_factory=dict)


def freshdesk_rows(files: Iterable[Path], options: ImportOptions) -> Iterator[Row | Rejected]:
    """The tickets of all files with their contacts and conversations; the line is the index in its file.

    A ticket that stands in several files is taken as last updated.
    """
    export = _Export()
    for path in files:
        for index, item in enumerate(_items(_load(path))):
            _sort_in(export, index, path.name, item)
    for index, _name, ticket in export.tickets.values():
        if ticket.get("deleted") is True:
            yield Rejected(index, "deleted", f"ticket {ticket['id']} was deleted in Freshdesk")
        else:
            yield _row(index, ticket, export, options)


def _load(path: Path) -> object:
    try:
        return json.loads(path.read_text(scan(path).encoding))
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadFile(str(path), None, "", f"not JSON: {reason}") from error


def _items(content: object) -> Iterator[Item]:
    """The objects of a file: an object, a list of them, or lists under names such as ``results``."""
    if isinstance(content, list):
        for item in content:
            yield from _items(item)
    elif isinstance(content, Mapping):
        wrapped = next((content[name] for name in _WRAPPERS if name in content and len(content) == 1), None)
        lists = [value for value in content.values() if isinstance(value, list)]
        if isinstance(wrapped, Mapping):
            yield from _items(wrapped)
        elif "id" not in content and lists:
            yield from _items([item for value in lists for item in value])
        else:
            yield content


def _sort_in(export: _Export, index: int, name: str, item: Item) -> None:
    key = str(item.get("id"))
    if "subject" in item and "priority" in item and "status" in item:
        known = export.tickets.get(key)
        if known is None or _newness(item) > _newness(known[2]):
            export.tickets[key] = (index, name, item)
    elif "ticket_id" in item and ("body" in item or "body_text" in item):
        export.conversations.setdefault(str(item["ticket_id"]), {})[key] = item
    elif isinstance(item.get("contact"), Mapping) or isinstance(item.get("user"), Mapping):
        export.agents[key] = item
    elif "email" in item and "name" in item:
        export.contacts[key] = item


def _newness(ticket: Item) -> tuple[str, int]:
    """When it was last updated; of equals the fuller one counts."""
    return str(ticket.get("updated_at") or ""), len(ticket)


def _row(index: int, ticket: Item, export: _Export, options: ImportOptions) -> Row:
    values: dict[str, object] = {
        "external_id": ticket.get("id"),
        "kind": _kind(ticket, options),
        "subject": ticket.get("subject"),
        "status": "spam"
        if ticket.get("spam") is True
        else _coded(ticket.get("status"), codes.STATUS, "status", options),
        "priority": _coded(ticket.get("priority"), codes.PRIORITY, "priority", options),
        "channel": _coded(ticket.get("source"), codes.SOURCE, "channel", options),
        "tags": ticket.get("tags"),
        "created_at": ticket.get("created_at"),
        "updated_at": ticket.get("updated_at"),
        "assignee": _agent_mail(ticket, export),
        **_customer(ticket, export),
    }
    description = _text(ticket, "description", "description_text", "description_html")
    messages = _messages(ticket, export)
    if ticket.get("source") == codes.OUTBOUND and description:
        opening = {"author": "agent", "author_name": _agent_name(ticket, export), "body": description}
        messages.insert(0, {**opening, "sent_at": ticket.get("created_at"), "external_id": "description"})
    else:
        values["body"] = description
    values["messages"] = messages
    values.update({name: reach(ticket, key) for name, key in options.maps.items()})
    return Row(index, ticket, {name: value for name, value in values.items() if value is not None})


def _coded(value: object, table: Mapping[int, str], name: str, options: ImportOptions) -> object:
    """A number as our word; a value the person mapped stays for the map."""
    if str(value) in options.values.get(name, {}):
        return value
    return table.get(value, value) if isinstance(value, int) else value


def _kind(ticket: Item, options: ImportOptions) -> str | None:
    named = str(ticket.get("type") or ticket.get("ticket_type") or "")
    if named in options.values.get("kind", {}):
        return named
    return codes.KIND.get(named.strip().lower())


def _customer(ticket: Item, export: _Export) -> dict[str, object]:
    embedded = ticket.get("requester")
    contact = export.contacts.get(str(ticket.get("requester_id")))
    found = embedded if isinstance(embedded, Mapping) else contact or {}
    return {
        "customer_email": found.get("email") or ticket.get("email"),
        "customer_name": found.get("name") or ticket.get("requester_name") or ticket.get("name"),
        "customer_phone": found.get("mobile") or found.get("phone") or ticket.get("phone"),
        "language": (contact or found).get("language"),
    }


def _person(agent: Item) -> Item:
    """What an agent's record says of the person: version 2 calls it ``contact``, version 1 ``user``."""
    found = agent.get("contact") or agent.get("user")
    return found if isinstance(found, Mapping) else {}


def _agent_mail(ticket: Item, export: _Export) -> object:
    agent = export.agents.get(str(ticket.get("responder_id")))
    return (_person(agent).get("email") if agent else None) or ticket.get("responder_name")


def _agent_name(ticket: Item, export: _Export) -> object:
    agent = export.agents.get(str(ticket.get("responder_id")))
    return (_person(agent).get("name") if agent else None) or ticket.get("responder_name")


def _text(item: Item, name: str, plain: str, html: str) -> object:
    """A text: where there is a plain spelling or a named HTML one, ``name`` tells which of both it is."""
    if isinstance(item.get(plain), str):
        return item[plain]
    value = item.get(name)
    if html in item and value is not None:
        return value
    return plain_text(value) if isinstance(value, str) else value


def _messages(ticket: Item, export: _Export) -> list[dict[str, object]]:
    said = list(export.conversations.get(str(ticket.get("id")), {}).values())
    for name in ("conversations", "notes", "helpdesk_notes"):
        nested = ticket.get(name)
        said.extend(_items(nested) if isinstance(nested, list) else ())
    return [_message(item, ticket, export) for item in said if item.get("deleted") is not True]


def _message(item: Item, ticket: Item, export: _Export) -> dict[str, object]:
    incoming = item.get("incoming") is True
    return {
        "author": "customer" if incoming else "agent",
        "author_name": _author_name(item.get("user_id"), ticket, export, incoming=incoming),
        "visibility": "internal" if item.get("private") is True else "public",
        "body": _text(item, "body", "body_text", "body_html") or "(no text)",
        "sent_at": item.get("created_at"),
        "external_id": item.get("id"),
    }


def _author_name(user: object, ticket: Item, export: _Export, *, incoming: bool) -> object:
    if incoming:
        known = export.contacts.get(str(user), {}).get("name")
        return known or (_customer(ticket, export)["customer_name"] if user == ticket.get("requester_id") else None)
    agent = export.agents.get(str(user))
    return (
        _person(agent).get("name")
        if agent
        else ticket.get("responder_name")
        if user == ticket.get("responder_id")
        else None
    )
