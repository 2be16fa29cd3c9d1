"""What was: the life of a unit, and the deeds on rights, officers and clusters."""
