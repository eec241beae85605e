"""One small reader a format: decoded text in, canonical text with its title and blocks out."""
