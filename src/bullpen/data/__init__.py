"""From payloads to one truth: sources, and the zones raw, staging and curated."""
