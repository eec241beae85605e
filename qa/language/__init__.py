"""What is known of English without a model: word classes, inflection, names, spelling, kinds of questions."""
