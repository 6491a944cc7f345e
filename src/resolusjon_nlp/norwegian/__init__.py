"""The language, with no politics in it: dates, sentences, written forms, hyphens, places' names."""
