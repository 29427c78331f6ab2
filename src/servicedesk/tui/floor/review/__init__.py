"""The breach review: a list walked one by one."""
