"""Documents about taking part: the co-governance agreement, the evaluation, the letter to an author."""
