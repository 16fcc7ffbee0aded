"""Feature views, the point-in-time pipeline, the leakage auditor and the catalogue."""
