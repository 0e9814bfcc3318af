"""Knowledge, compiled into one file, opened, and checked."""
