"""Made-up tickets in any number, for demonstrations and measurements."""
