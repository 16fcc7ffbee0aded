"""Model versions, their stages and their artifacts."""
