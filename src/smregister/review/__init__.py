"""Pull requests: submission, authorization, approvals, signatures and review."""
