"""What the workflows ask now for whoever looks, and doing it."""
