"""The collection: ingest, search, tables."""

from resolusjon_nlp.library.facets import Facet, FacetCount
from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.hits import SearchHit
from resolusjon_nlp.library.library import Library, place_mentions
from resolusjon_nlp.library.reports import IngestReport, IngestStatus

__all__ = ["Facet", "FacetCount", "Filters", "IngestReport", "IngestStatus", "Library", "SearchHit", "place_mentions"]
