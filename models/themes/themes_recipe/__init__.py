"""How the theme model is trained: labelled texts to words and evidence, those to two stages of classifiers, those to figures and card."""
