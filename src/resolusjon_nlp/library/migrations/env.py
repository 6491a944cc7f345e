"""What Alembic runs to migrate a library: over the connection, and inside the transaction, that the library has opened."""

from __future__ import annotations

from alembic import context

from resolusjon_nlp.library.schema import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
