"""The benches of the desktop program itself; those of the networks are in models.bench."""
