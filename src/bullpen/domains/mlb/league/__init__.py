"""A made-up league whose true probabilities are known: it is played, quoted and bet on here."""
