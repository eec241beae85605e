"""Forms of answers other than the short one: replies, briefs, lists, explanations, comparisons."""
