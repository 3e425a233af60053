"""New and edited records as text, every comment kept; the one door to ruamel.yaml."""
