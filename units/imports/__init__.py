"""Import and export of tables: read, plan, look, apply; all or nothing."""
