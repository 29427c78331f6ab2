"""What reports are made of: figures, tables, periods, and what a week's figures ask for. Pure."""
