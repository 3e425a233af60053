"""Pull requests: a change made ready to be proposed, all there is to say of it, and who has approved it."""
