"""The slips of the workflows: forms whose text survives, and what they are made of."""
