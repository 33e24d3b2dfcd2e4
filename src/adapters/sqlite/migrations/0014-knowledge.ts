/**
 * Articles for collectors, each edition kept, and an index of their terms. SQLite's FTS5 keeps whole terms: the texts were cut before
 * (Chinese into characters and pairs), so the `ascii` tokenizer only divides at blanks. Triggers keep the index beside the table.
 */
import { sql } from 'kysely';
import { table, type Migration } from '../migration.js';

export const knowledge: Migration = {
  name: '0014-knowledge',
  up: (db) => {
    const text = { kind: 'text', language: 'text', creditor_id: 'text? -> entities', stage: 'text?', tags: 'json', title: 'text', body: 'text', source: 'text?', enabled: 'bool' } as const;
    const run = (statement: string) => { const made = sql.raw(statement); return { compile: () => made.compile(db) }; };
    return [
      ...table(db, 'articles', { entity_id: 'text -> entities', key: 'text?', by: 'text -> users', terms: 'text', ...text }, { unique: ['entity_id, key'], index: ['entity_id, kind'] }),
      ...table(db, 'article_editions', { article_id: 'text -> articles', number: 'int', by: 'text -> users', at: 'int', ...text }, { unique: ['article_id, number'], appendOnly: true }),
      run("create virtual table articles_search using fts5(id unindexed, terms, tokenize = 'ascii')"),
      run('create trigger search_insert_of_articles after insert on articles begin insert into articles_search (id, terms) values (new.id, new.terms); end'),
      run('create trigger search_update_of_articles after update of terms on articles begin update articles_search set terms = new.terms where id = new.id; end'),
    ];
  },
};
