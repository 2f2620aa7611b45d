"""Letters to banks: what they quote and say, as rows that wait, and a worker's round over them."""
