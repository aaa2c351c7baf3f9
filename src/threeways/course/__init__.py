"""What an author, an instructor or an operator runs; needs the extra ``course``."""
