"""How much one operation may ask for: the figures, what a document asks for, and what it could return."""
