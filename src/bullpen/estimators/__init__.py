"""Fit, predict, and native file formats."""
