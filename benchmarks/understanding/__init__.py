"""How well and how fast the matcher understands, beside its peers and with each of its stages off."""
