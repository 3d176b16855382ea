"""Reads about meetings, one module per noun. Detail pages fetch through the same queries as lists."""
