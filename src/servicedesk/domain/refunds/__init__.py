"""What a return pays back: prices spread over pieces, rules of eligibility, the quote. Integers in minor units only."""
