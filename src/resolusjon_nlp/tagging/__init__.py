"""Resolutions become tagged ones: a spaCy pipeline with our components."""
