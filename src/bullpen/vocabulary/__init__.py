"""The words of the house: plain types without I/O, shared by every floor above."""
