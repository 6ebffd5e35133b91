import { z } from '@hono/zod-openapi';
import { IMPORT_STATUSES } from '../../db/imports.ts';
import { athleteId, link, uuid } from './primitives.ts';

export const importQuery = z.object({
  athleteId: athleteId.optional().openapi({ description: 'Whose files a zip holds; needed with one.' }),
});

export const acceptedImport = z
  .strictObject({ id: uuid, status: z.literal('processing'), links: z.strictObject({ self: link }) })
  .openapi('AcceptedImport');

const importProblem = z.strictObject({
  line: z.int().optional(),
  file: z.string().optional().openapi({ description: "The file's name in the zip." }),
  problem: z.looseObject({ type: z.string(), title: z.string(), detail: z.string() }),
});

const count = (description: string) => z.int().openapi({ description });

export const importState = z
  .strictObject({
    id: uuid,
    status: z.enum(IMPORT_STATUSES).openapi({
      description: '`failed`: the body broke off. What was accepted of it stays; sending it again is safe.',
    }),
    total: count('Lines or files that were read.'),
    accepted: count('A file that turns out not to be readable moves to the refused.'),
    duplicates: count('Were there already.'),
    refused: count('Could not be taken.'),
    processed: count('Of the accepted ones.'),
    problems: z.array(importProblem).openapi({ description: 'The first thousand.' }),
  })
  .openapi('Import');
