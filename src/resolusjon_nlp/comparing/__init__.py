"""Compare resolutions: nearest ones, aligned demands, what is the same, related, opposed or new, and families of demands."""
