"""Structured discussion and case teaching."""
