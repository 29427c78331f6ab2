"""What things are called: acts, events, times, findings, in the language in use. No Textual here."""
