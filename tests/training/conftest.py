"""The home of a small league, for the tests of this room."""

from tests.league_home import league_home

__all__ = ["league_home"]
