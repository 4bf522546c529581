"""From a citizen's phone and back, through everything."""
