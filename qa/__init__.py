"""Questions to answers, each with its place in the article."""
