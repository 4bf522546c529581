"""Character n-grams (scikit-learn): the nearest wording, or a linear classifier that learned the wordings."""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from benchmarks.understanding.peers import NEAREST, Owners, Ranking, best_of_each, flat

_SOFTNESS = 0.3  # the best of 0.1, 0.3, 1 and 10 on the development questions


def _vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)


class Nearest:
    """Cosine of TF-IDF vectors."""

    def __init__(self, owners: Owners) -> None:
        """Turn the wordings into vectors."""
        self._owners, wordings = flat(owners)
        self._vectors = _vectorizer()
        self._wordings = self._vectors.fit_transform(wordings).tocsc()

    def rank(self, text: str) -> Ranking:
        """Rank owners by their nearest wording."""
        vector = self._vectors.transform([text])
        scores = (self._wordings[:, vector.indices] @ vector.data).ravel()
        best = scores.argsort()[-NEAREST:]
        return best_of_each((self._owners[at], float(scores[at])) for at in best if scores[at] > 0)


class Linear:
    """A linear support vector machine, one against all, trained on the wordings only."""

    def __init__(self, owners: Owners) -> None:
        """Train; the time grows with wordings times owners."""
        named, wordings = flat(owners)
        self._vectors = _vectorizer()
        self._classifier = LinearSVC(C=_SOFTNESS).fit(self._vectors.fit_transform(wordings), named)

    def rank(self, text: str) -> Ranking:
        """Rank owners by how far the text lies on their side."""
        margins = self._classifier.decision_function(self._vectors.transform([text]))[0]
        best = margins.argsort()[-NEAREST:]
        return best_of_each((str(self._classifier.classes_[at]), float(margins[at])) for at in best)
