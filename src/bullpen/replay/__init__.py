"""Walks the real pipeline from end to end."""
