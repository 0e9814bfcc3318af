"""Benchmarks: `make bench`, or `python -m benchmarks --corpus FOLDER`. Everything is timed side by side in one run, in interleaved rounds."""
