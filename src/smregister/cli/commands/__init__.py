"""The commands, a file a group: each turns its options into values, makes one call and shows the answer."""
