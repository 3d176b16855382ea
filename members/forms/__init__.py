"""Forms about people and accounts, one module per noun."""
