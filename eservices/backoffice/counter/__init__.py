"""Serving a person at a counter or by telephone."""
