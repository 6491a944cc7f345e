"""Themes: the closed codebook and its lexicon."""
