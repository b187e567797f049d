"""How fast the warehouse is, as ratios to floors and peers measured in the same run: `python -m bench [PART…] [--json FILE]`."""
