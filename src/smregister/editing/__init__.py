"""All ways to write records, each as a proposal that is validated first."""
