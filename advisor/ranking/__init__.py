"""Services, ranked: the signals of every candidate, one ranking of them, and how likely its first is right."""
