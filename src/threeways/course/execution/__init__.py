"""How a chapter is executed: its cache key, its supervised process, its files, the cluster."""
