"""The floor in the console: what happens now, charts, the breach review, Monday's report."""
