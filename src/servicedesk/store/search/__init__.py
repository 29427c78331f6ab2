"""Finding anything: customers by their names, numbers by their parts, tickets by their words."""
