"""A text, read: its words, the names and cues in it, and what each part of it weighs."""
