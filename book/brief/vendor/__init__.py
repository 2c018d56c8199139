"""Files of others that the site needs: in pinned versions, checked against their hashes, made once and cached.

The outlines of maps and the chart script are made of npm packages, the script of tables is part of a Python package.
It imports the helper modules alone. Nothing is downloaded while a page is read, and a build without a network
succeeds: it leaves out what is not in the cache, and says so.
"""
