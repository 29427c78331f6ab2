"""The slip over the work in hand for somebody who calls or wrote elsewhere."""
