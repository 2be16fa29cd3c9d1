"""Pages of units, their people, their clusters."""
