"""A file becomes resolutions."""
