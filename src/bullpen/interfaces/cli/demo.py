"""`bullpen demo`."""
