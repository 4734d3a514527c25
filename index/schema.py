"""The tables of the database of an index. Rows carry a checksum of their own."""

FORMAT = "3"
SCHEMA = """
CREATE TABLE IF NOT EXISTS manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, title TEXT NOT NULL,
    author TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL, text TEXT NOT NULL,
    pages TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, sentences TEXT NOT NULL, embedding TEXT NOT NULL,
    checksum BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS passages_of_article ON passages (article_id);
CREATE INDEX IF NOT EXISTS passages_of_embedding ON passages (embedding);
CREATE TABLE IF NOT EXISTS embeddings (
    key TEXT PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL,
    vector_checksum BLOB NOT NULL, sentences_checksum BLOB NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5 (
    title, body, countries, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab (passages_text, 'row');
CREATE TABLE IF NOT EXISTS abbreviations (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL,
    checksum BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS aliases (thing INTEGER NOT NULL, name TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sidecar (
    pattern TEXT NOT NULL, title TEXT NOT NULL, author TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS unreadable (sha256 TEXT PRIMARY KEY, reason TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS articles_text USING fts5 (
    about, body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIEW IF NOT EXISTS articles_words AS SELECT id, c0 AS about, c1 AS body FROM articles_text_content;
CREATE VIRTUAL TABLE IF NOT EXISTS spellings USING fts5 (
    about, body, content = articles_words, content_rowid = id,
    columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS spelled USING fts5vocab (spellings, 'row');
CREATE TABLE IF NOT EXISTS lineage (state TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS frequent_terms (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS removed_passages (id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS unsettled (key TEXT PRIMARY KEY);
CREATE TRIGGER IF NOT EXISTS passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO removed_passages VALUES (old.id);
    INSERT OR IGNORE INTO unsettled VALUES (old.embedding);
END;
CREATE TRIGGER IF NOT EXISTS embedding_made AFTER INSERT ON embeddings BEGIN
    INSERT OR IGNORE INTO unsettled VALUES (new.key);
END;
"""
