"""Approvals: asking, deciding, and what front ends see of them."""
