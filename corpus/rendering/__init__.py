"""Renders the sample resolutions of ``corpus/sources`` to PDF, with the gold text of each file.

``python -m corpus.rendering`` from the repository's root writes ``corpus/pdf/<layout>/<name>.pdf`` and
``corpus/gold/<name>.json``. The modules, in the order in which the text goes through them:

- :mod:`.layouts` the layouts as data;
- :mod:`.assignment` which text gets which layouts;
- :mod:`.document` from parsed sources to the pieces of one file, the same for every producer;
- :mod:`.producers` from the pieces to a PDF, one module a producer;
- :mod:`.readback` the glyphs of the PDF, with the places where lines and pages end;
- :mod:`.gold` the gold of the file: the source says the text, the PDF only where it breaks.
"""
