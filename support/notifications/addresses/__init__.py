"""How we, our readers and their answers are called in the world. Knows no row."""
