"""What people look at: the report on a published warehouse."""
