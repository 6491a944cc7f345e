"""How the pair model is trained: families and groups of demands to pairs, those to features, features to classifiers."""
