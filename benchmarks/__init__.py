"""Measurements beside the product; nothing in `bot/` imports them."""
