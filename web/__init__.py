"""The chat page and the webhook."""
