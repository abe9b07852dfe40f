"""The county sandbox, a game of five rounds."""
