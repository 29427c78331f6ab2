"""What a supervisor says on Monday: figures over a time, each with how it is counted."""
