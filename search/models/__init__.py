from search.models.best_bets import BestBet
from search.models.queries import Click, Question
from search.models.synonyms import Synonym

__all__ = ["BestBet", "Click", "Question", "Synonym"]
