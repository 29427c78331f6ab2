"""A shop from plain files: read, checked, played through the use cases."""
