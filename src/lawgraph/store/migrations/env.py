"""What Alembic runs for each command; ``upgrade`` hands it the connection, whose transaction is the caller's."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
