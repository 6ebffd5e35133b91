import { INSERT_MANY, INSERT_ONE } from '../../../src/db/accept/insert-workouts.ts';
import type { Line, Passage } from './line.ts';

/** What happens to a transaction whose client sends COMMIT. */
export type AtCommit =
  /** As if nobody stood there. */
  | 'pass'
  /** The connection is cut and the server never sees the COMMIT. */
  | 'cut-before'
  /** The server commits, and the connection is cut before the client hears of it. */
  | 'cut-after'
  /** The server commits, and its answer is kept back until the line is cut. */
  | 'hold-answer';

const ANSWER_IS = 'what becomes of the answer';
const STATEMENTS = 'what was sent since the transaction began';
const PARSER = 'where the next message begins';

/**
 * Watches a line to PostgreSQL for COMMIT, the one moment at which nobody but the server knows what is true. `decide`
 * receives what was sent since the transaction began: its statements and their values.
 */
export function watchCommits(line: Line, decide: (statements: string) => AtCommit): { commits(): number } {
  let commits = 0;
  const fromClient: Passage = {
    inspect(chunk, connection) {
      let parser = connection.memory.get(PARSER) as MessageParser | undefined;
      if (!parser) connection.memory.set(PARSER, (parser = createMessageParser()));
      const queries = parser(chunk);
      // What a connection was asked before, outside of a transaction, is no part of this one.
      const begins = queries.some((query) => /^begin\b/i.test(query));
      const before = begins ? '' : ((connection.memory.get(STATEMENTS) as string | undefined) ?? '');
      const statements = `${before}${chunk.toString('latin1')}`;
      const isInTransaction = begins || /\bbegin\b/i.test(before);
      const isCommit = queries.some(
        (query) =>
          /^commit$/i.test(query) || (!isInTransaction && (query === INSERT_ONE || query === INSERT_MANY)),
      );
      const isOver = isCommit || queries.some((query) => /^rollback$/i.test(query));
      connection.memory.set(STATEMENTS, isOver ? '' : statements);
      if (!isCommit) return chunk;
      commits += 1;
      const fate = decide(statements);
      if (fate === 'cut-before') {
        connection.cut();
        return undefined;
      }
      connection.memory.set(ANSWER_IS, fate);
      return chunk;
    },
  };
  const fromServer: Passage = {
    inspect(chunk, connection) {
      const fate = connection.memory.get(ANSWER_IS) as AtCommit | undefined;
      if (fate === 'cut-after') connection.cut();
      return fate === undefined || fate === 'pass' ? chunk : undefined;
    },
  };
  line.watch({ fromClient, fromServer });
  return { commits: () => commits };
}

/**
 * Takes the client's bytes and returns the texts of the simple queries and the names of the prepared statements that are
 * complete with them.
 */
type MessageParser = (chunk: Buffer) => string[];

function createMessageParser(): MessageParser {
  let pending: Buffer = Buffer.alloc(0);
  // The first message of a connection has no type in front of its length.
  let started = false;
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const queries: string[] = [];
    for (;;) {
      const head = started ? 1 : 0;
      if (pending.length < head + 4) return queries;
      const length = pending.readUInt32BE(head);
      const end = head + length;
      if (pending.length < end) return queries;
      if (started && pending[0] === SIMPLE_QUERY) queries.push(pending.toString('utf8', 5, end - 1));
      if (started && pending[0] === BIND) queries.push(statementOf(pending.subarray(5, end)));
      started = true;
      pending = pending.subarray(end);
    }
  };
}

const SIMPLE_QUERY = 'Q'.charCodeAt(0);
const BIND = 'B'.charCodeAt(0);

/** Behind the portal's name, each ended by a zero. */
function statementOf(bind: Buffer): string {
  const start = bind.indexOf(0) + 1;
  return bind.toString('utf8', start, bind.indexOf(0, start));
}
