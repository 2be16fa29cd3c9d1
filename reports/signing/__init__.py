"""Digital signatures: preparing a file for them, putting them in, checking them."""
