"""Names of French communes and of countries, those of the past included."""

from eservices.procedures.gazetteer.communes import Commune, commune, communes_named
from eservices.procedures.gazetteer.countries import country_code, country_name

__all__ = ["Commune", "commune", "communes_named", "country_code", "country_name"]
