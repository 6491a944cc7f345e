"""How the demand model is trained: marked texts and real sentences to rows of features, rows to classifiers, classifiers to figures and card."""
