"""Engines: what draws a page's characters out of a PDF. Both give the same :class:`~resolusjon_nlp.reading.engines.base.PageContent`.

``pdfium`` (through pypdfium2) is several times faster and is asked first; ``pdfplumber`` is the fallback, and the judge in doubt.
"""
