"""The language, with no politics in it: lexicon, compounds, bokmål and nynorsk, dates, sentences, hyphens, places' names."""
