"""Settings of the tests without a window."""

from hypothesis import settings

# A busy machine is no failure: how long things take is measured by the benches, never by a test.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")
