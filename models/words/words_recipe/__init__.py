"""How the word vectors are made: running text to keys, keys to counts of what stands together, those to vectors."""
