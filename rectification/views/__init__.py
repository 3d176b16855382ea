"""Pages about rectification, one module per noun."""
