"""What the tests need from the machine: other Pythons, a browser, a Chinese font.

Looked for first; installed only where the machine's own package manager can do it.
"""
