"""Pathways, jobs, credentials, training options, supports."""
