"""The answers as a collection: looked through, written, their versions compared."""
