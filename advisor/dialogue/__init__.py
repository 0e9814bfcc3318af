"""A conversation: each turn read, what was said kept, all of it answered again."""
