"""SQLite, the truth of the service: one file a table, one connection, plain SQL."""
