"""An answer: what a ranked query is understood as, and all that is told of it."""
