"""Salted digests: what stands in an event for a text, so that the text can be erased and the chain still holds."""

import hashlib

from servicedesk.domain.events import canonical

SALT_BYTES = 16


def text_digest(salt: bytes, *texts: str) -> str:
    """Salted SHA-256 over the canonical JSON list of the texts, hex.

    Lone surrogates, which other programs' exports contain, are hashed as they stand.
    """
    return hashlib.sha256(salt + canonical([*texts]).encode("utf-8", "surrogatepass")).hexdigest()


def message_digest(salt: bytes, author_name: str, body: str) -> str:
    """What a ``message`` event holds of who wrote and what."""
    return text_digest(salt, author_name, body)


def facts_digest(salt: bytes, subject: str, order_text: str, product_text: str, remedy: str) -> str:
    """What a ticket's events hold of its free texts."""
    return text_digest(salt, subject, order_text, product_text, remedy)
