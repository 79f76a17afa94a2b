"""The parts of a network and what it carries with it; `models.fcn` builds it over `models.trunks`."""
