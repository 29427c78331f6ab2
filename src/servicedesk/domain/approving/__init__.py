"""Approvals with four eyes: who may decide, within which limit, and by whose authority. Pure."""
