"""The assistant's search as a LangChain retriever."""

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index import Hit


class PassageRetriever(BaseRetriever):
    """Returns passages as Documents, best first.

    Each Document's metadata has path, title, author, publisher and published of its article, the
    offsets start and end in the article's text, and the score.

    Attributes:
        search: called with a question and how many passages are wanted; returns them, best first.
        k: how many passages are wanted.
    """

    search: Callable[[str, int], list[Hit]]
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.search(query, self.k)]


def _document(hit: Hit) -> Document:
    passage, article = hit.passage, hit.passage.article
    return Document(
        page_content=passage.text,
        metadata={
            "path": article.path,
            "title": article.title,
            "author": article.author,
            "publisher": article.publisher,
            "published": article.published,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )
