"""Files of canned answers: YAML, JSON lines and CSV. What is sound goes in, the rest is named by line and field."""
