"""What the placeholders of an answer stand for: a closed list, and the values of one ticket."""
