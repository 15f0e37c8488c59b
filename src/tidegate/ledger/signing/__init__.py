"""Signatures over events: made by ssh-keygen or gpg, verified here."""
