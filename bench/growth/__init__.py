"""Each operation on stores of ten thousand, a hundred thousand and a million tickets, on both engines."""
