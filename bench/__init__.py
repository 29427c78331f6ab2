"""What servicedesk costs, measured from outside and held against the least that would do the same."""
