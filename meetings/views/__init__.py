"""Pages of meetings, one module per noun."""
