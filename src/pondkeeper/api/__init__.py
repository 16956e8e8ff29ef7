"""HTTP and JSON: one module per noun; a door parses, calls one action, renders."""
