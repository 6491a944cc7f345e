"""Migrations of the library's tables, by Alembic; each goes with a raised ``LIBRARY_VERSION``."""
