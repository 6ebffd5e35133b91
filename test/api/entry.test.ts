import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/api/http/body.ts';
import { decodeCursor, encodeCursor } from '../../src/api/http/cursor.ts';
import { parseJson } from '../../src/api/http/json-text.ts';
import { MalformedRequest } from '../../src/api/http/protocol-errors.ts';
import { instant } from '../../src/api/schemas/primitives.ts';
import { boardPlace } from '../../src/api/schemas/leaderboard.ts';
import { loggableFailure } from '../../src/db/failure.ts';
import { DomainError } from '../../src/domain/errors.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('readBody', () => {
  const request = (body: ReadableStream<Uint8Array>) =>
    new Request('http://x', { method: 'POST', body, duplex: 'half' });

  it('gives a body up that stands still', async () => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(encode('{')) });
    const reading = readBody(request(body), { limitBytes: 100, stallMs: 10 });
    await expect(reading).rejects.toMatchObject({ code: 'request-timeout' });
  });

  it('says that a body ended early', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new Error('aborted')),
    });
    const reading = readBody(request(body), { limitBytes: 100 });
    await expect(reading).rejects.toMatchObject({ code: 'malformed-request' });
  });

  it('stops at the limit, however long the body would go on', async () => {
    let chunks = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        chunks += 1;
        controller.enqueue(encode('x'.repeat(1000)));
      },
    });
    const reading = readBody(request(body), { limitBytes: 10_000 });
    await expect(reading).rejects.toMatchObject({ code: 'content-too-large' });
    expect(chunks).toBeLessThan(20);
  });
});

describe('parseJson', () => {
  /** JSON as it can be stored: without __proto__, -0 and what normalises to something else. */
  const jsonValue = fc
    .jsonValue({ maxDepth: 5, noUnicodeString: false })
    .filter((value) => JSON.stringify(value) === JSON.stringify(value).normalize('NFC'))
    .filter(
      (value) =>
        !/"__proto__"|\\u00[01]|\\[bfr]|\\ud[89a-f]|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{M}{5}/iu.test(
          JSON.stringify(value),
        ),
    );

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(jsonValue, fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(encode(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('fails only by its own errors, whatever the bytes are', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'a', '0', '-', 'e', 'null'), {
          maxLength: 60,
        })
        .map((parts) => encode(parts.join(''))),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        try {
          parseJson(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('finds each key that comes twice, whatever stands in the strings around it', () => {
    const name = fc.string({ maxLength: 8 }).filter((text) => text !== '__proto__' && !text.includes('\0'));
    fc.assert(
      fc.property(name, fc.stringMatching(/^[ -~]{0,20}$/), (key, noise) => {
        const member = `${JSON.stringify(key)}:${JSON.stringify(noise)}`;
        const text = `{"list":[{${member}, ${member}}]}`;
        expect(() => parseJson(encode(text))).toThrow(MalformedRequest);
      }),
    );
  });
});

describe('an instant', () => {
  it.each([
    '2026-11-20T07:30:00Z',
    '2026-11-20T07:30:00.123456789+14:00',
    '2024-02-29T23:59:59-12:00',
    '1970-01-01T00:00:00-00:00',
  ])('%s is one', (text) => {
    expect(instant.safeParse(text).success).toBe(true);
  });

  it.each([
    '2026-11-20 07:30:00Z',
    '2026-11-20T07:30Z',
    '2026-11-20T07:30:00',
    '2026-11-20T07:30:00+0100',
    '2026-11-20T07:30:00+24:00',
    '2026-11-31T07:30:00Z',
    '2025-02-29T07:30:00Z',
    '2026-13-01T07:30:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T23:59:60Z',
    '2026-11-20T07:30:00.Z',
    '+002026-11-20T07:30:00Z',
    '2026-11-20t07:30:00z',
    '2026-11-20T07:30:00Z\n',
  ])('%j is none', (text) => {
    expect(instant.safeParse(text).success).toBe(false);
  });
});

describe('a cursor', () => {
  it('leads back to the place that it was made of', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.stringMatching(/^[\w-]{1,64}$/),
        (score, id) => {
          const place = { score: score === 0 ? 0 : score, athleteId: id };
          expect(decodeCursor(boardPlace, encodeCursor(place))).toEqual(place);
        },
      ),
    );
  });
});

describe('what is logged of an error', () => {
  it("is where it happened, and never PostgreSQL's words, which quote values", () => {
    const error = new pg.DatabaseError('invalid input syntax for type uuid: "secret"', 0, 'error');
    Object.assign(error, { code: '22P02', detail: 'secret' });
    const logged = loggableFailure(error);
    expect(logged).toMatchObject({ code: '22P02', stack: expect.stringContaining('entry.test.ts') });
    expect(JSON.stringify(logged)).not.toContain('secret');
    const bug = new TypeError('x is not a function');
    expect(loggableFailure(bug)).toBe(bug);
  });
});
