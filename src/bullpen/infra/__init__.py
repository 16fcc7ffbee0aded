"""Machinery that would serve another product as well."""
