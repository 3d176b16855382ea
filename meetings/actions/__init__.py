"""Every write about meetings, one module per noun. Each function is an action (see `audit.door`)."""
