"""Re-executing a page in the reader's browser: the runtime, the checker that runs in it, the button and its scripts.

The checker runs under Pyodide on pandas and plotly alone, with the code of `brief check`. It imports the check and what
that imports, and the vendored runtime.
"""
