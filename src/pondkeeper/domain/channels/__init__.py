"""Our accounts on the platforms, the codes that lead to them, what the platforms told us, and the ports they are spoken to through.
Knows no platform: adapters are found in the registry by kind.
"""
