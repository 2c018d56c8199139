"""The check: the sealed edition, comparing with it, the certificate, traces, and published copies of the site.

Everything is compared with what the repository computes, and each difference is named by its place. It imports pages
and what they import.
"""
