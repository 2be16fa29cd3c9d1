"""Pages of papers: lists, drafting, life, files, registers."""
