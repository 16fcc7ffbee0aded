"""Where MLB data comes from."""
