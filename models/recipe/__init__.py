"""The recipe of the trained pipeline: from treebank and public text to ``models/nb_resolusjon``; the steps are in ``project.yml``."""
