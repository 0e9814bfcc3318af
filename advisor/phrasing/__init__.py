"""What the wording of a text says: a need, a trouble or a question for a fact, several needs, options, what is set against what."""
