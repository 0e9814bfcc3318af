"""A knowledge folder, read: its files, what they say of each other, and the services with their names."""
