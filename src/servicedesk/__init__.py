"""servicedesk: the customer-service console of a web shop."""

__version__ = "0.1.0"
