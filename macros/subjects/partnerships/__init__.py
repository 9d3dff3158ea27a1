"""Partnerships, organizations, industries and places."""
