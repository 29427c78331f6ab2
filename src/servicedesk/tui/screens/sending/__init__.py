"""What stands between a text and its sending: the gate, the strip, what happened meanwhile."""
