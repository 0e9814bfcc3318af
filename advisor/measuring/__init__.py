"""Training the ranker, and measuring it."""
