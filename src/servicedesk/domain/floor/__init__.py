"""The floor: what will be late if nothing changes, and what a supervisor could do about it. Pure rules."""
