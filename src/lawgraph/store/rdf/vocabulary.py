"""The terms of our RDF. A misspelt term raises when it is used, not when somebody looks for the triple.

ELI (European Legislation Identifier, ontology 1.5), held against its published definitions:
- ``eli:based_on`` has a work as its domain ("this work is empowered by another one"): a measure of a report has ``lg:hasLegalBasis`` instead.
- ``eli:implements`` says the reverse of what it seems to ("its implementation is ensured by another"), and of a national rule under a national law
  ELI says ``eli:based_on``: so a rule that implements a law has ``lg:implements``.
- ``eli:date_no_longer_in_force`` is the last day on which a text applies, our ends are the first day on which it does not.
- ``eli:is_member_of`` leads from a version to its work, ``eli:is_part_of`` from an article to the version that holds it.
- ``eli:title`` belongs to an expression; a work takes ``dcterms:title``.
- ``eli:in_force`` is left out: it would have to be made anew each day; the two dates answer for any day.
"""

from __future__ import annotations

__all__ = ["BASE", "DCAT", "DCTERMS", "ELI", "LG", "PREFIXES", "PROV", "RDF", "RDFS", "SKOS", "XSD", "Namespace", "UnknownTerm"]


class UnknownTerm(AttributeError):
    """A term that its namespace does not hold: a fault of the program."""


class Namespace:
    """The IRIs of a vocabulary by their local names: ``ELI.cites``. Raises UnknownTerm for a name that it does not hold."""

    def __init__(self, prefix: str, iri: str, terms: str) -> None:
        self.prefix, self.iri, self.terms = prefix, iri, frozenset(terms.split())

    def __getattr__(self, name: str) -> str:
        if name not in self.terms:
            raise UnknownTerm(f"{self.prefix}:{name} is no term of {self.iri}")
        return self.iri + name


BASE = "https://lawgraph.example"
"""What stands before our identifiers where nobody gives another: a name that RFC 2606 keeps free, since a PC has no address of its own."""

RDF = Namespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = Namespace("rdfs", "http://www.w3.org/2000/01/rdf-schema#", "label")
XSD = Namespace("xsd", "http://www.w3.org/2001/XMLSchema#", "date integer boolean string")
ELI = Namespace(
    "eli",
    "http://data.europa.eu/eli/ontology#",
    "LegalResource LegalResourceSubdivision LegalExpression is_part_of is_member_of realizes title title_short language number type_document "
    "type_subdivision jurisdiction passed_by date_document date_publication first_date_entry_in_force "
    "date_no_longer_in_force consolidates cites based_on amends repeals is_about description",
)
DCTERMS = Namespace("dcterms", "http://purl.org/dc/terms/", "title alternative description date isPartOf hasPart license publisher identifier")
SKOS = Namespace("skos", "http://www.w3.org/2004/02/skos/core#", "Concept ConceptScheme prefLabel altLabel definition inScheme notation topConceptOf")
PROV = Namespace("prov", "http://www.w3.org/ns/prov#", "Entity Activity Agent SoftwareAgent wasDerivedFrom wasGeneratedBy wasAssociatedWith value")
DCAT = Namespace("dcat", "http://www.w3.org/ns/dcat#", "Dataset Distribution distribution mediaType keyword")
LG = Namespace(
    "lg",
    f"{BASE}/ontology#",
    "Report Measure Reference LegalBasis Issuer Place hasLegalBasis implements interprets replaces source target "
    "citingWork namedWork namedVersion relation status origin asWritten evidence "
    "evidenceStart evidenceEnd negated appliesFrom appliesUntil caption governs rank reportedOn verdict decided",
)
PREFIXES = {space.prefix: space.iri for space in (RDF, RDFS, XSD, ELI, DCTERMS, SKOS, PROV, DCAT, LG)}
