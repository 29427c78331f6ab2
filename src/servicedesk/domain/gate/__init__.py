"""The send gate: what is wrong with a reply before it leaves."""
