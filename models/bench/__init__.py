"""How long the networks take; the benches of the desktop program are in app.bench."""
