"""What reports count, grouped by the store. Nothing is written."""
