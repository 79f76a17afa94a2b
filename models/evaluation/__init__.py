"""How good a network is where the truth is known."""
