"""Forms of units: they clean, and nothing else."""
