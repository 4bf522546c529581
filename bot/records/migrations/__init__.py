"""How the tables came to be, step by step; run at every start. A new step copies the form of the last."""
