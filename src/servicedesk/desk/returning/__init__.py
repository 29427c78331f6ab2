"""Returns as their own aggregate: eligibility and money by the shop's rules, stage by stage and line by line."""
