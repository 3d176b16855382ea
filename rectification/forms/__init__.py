"""Forms about rectification, one module per noun."""
