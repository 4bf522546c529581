"""Measurements and long fault runs; `python -m tests.load.NAME`."""
