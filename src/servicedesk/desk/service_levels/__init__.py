"""Service levels at the desk: policy files, and the clocks of one ticket explained."""
