"""Follow-up questions: recognised, and written out with what they take from the questions and answers before."""
