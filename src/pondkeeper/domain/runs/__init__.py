"""Long work with progress, a place to resume from and a result; and the encrypted files it reads and leaves.
Rooms above register how each kind of run is done.
"""
