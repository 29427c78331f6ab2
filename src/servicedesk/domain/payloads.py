"""Values of an event's payload, checked as they are read."""

from servicedesk.domain.events import Json, Payload


def text(payload: Payload, key: str) -> str:
    value = payload[key]
    if not isinstance(value, str):
        raise TypeError(f"{key}: expected a string")
    return value


def optional_text(payload: Payload, key: str) -> str | None:
    value = payload.get(key)
    return value if isinstance(value, str) else None


def optional_number(payload: Payload, key: str) -> int | None:
    value = payload.get(key)
    return value if isinstance(value, int) else None


def number(payload: Payload, key: str) -> int:
    value = payload[key]
    if not isinstance(value, int):
        raise TypeError(f"{key}: expected an integer")
    return value


def _items(payload: Payload, key: str) -> list[Json]:
    value = payload.get(key)
    return value if isinstance(value, list) else []


def texts(payload: Payload, key: str) -> list[str]:
    return [value for value in _items(payload, key) if isinstance(value, str)]


def numbers(payload: Payload, key: str) -> list[int]:
    return [value for value in _items(payload, key) if isinstance(value, int)]
