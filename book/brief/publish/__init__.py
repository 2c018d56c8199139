"""The site: the Sphinx extension and all that it writes, the archive and the PDF.

Figures with their static pictures, roles and directives, heads, downloads, styles, and the policy of each page. It
imports everything but the command.
"""
