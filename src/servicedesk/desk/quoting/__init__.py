"""Quotes of returns from files: an order with what comes back, and a shop's return rules."""
