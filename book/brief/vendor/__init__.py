"""What the site takes from packages of others: downloaded once, checked against pinned hashes, cached.

Map outlines, the table script, and plotly.js cut down to the traces that are drawn. It imports the helper modules
alone.
"""
