"""How good predictions are, in nats and in money, and how sure that is. Pure computation."""
