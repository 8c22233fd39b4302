"""Backups: the database and the key store, each encrypted whole, and putting them back."""
