"""Every write of the room, by family of verbs."""
