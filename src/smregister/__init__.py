"""The register a government keeps of its own social media accounts."""

__version__ = "0.1.0"
