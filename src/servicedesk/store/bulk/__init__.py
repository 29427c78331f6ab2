"""Many tickets at once: worked out in memory, here or in a process beside, then written table by table."""
