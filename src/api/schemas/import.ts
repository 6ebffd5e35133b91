import { z } from '@hono/zod-openapi';
import { IMPORT_STATUSES } from '../../db/imports/imports.ts';
import { athleteId, described, int32, link, model, uuid } from './primitives.ts';
import { entryProblem } from './problem.ts';

export const importQuery = z.object({
  athleteId: athleteId.optional().openapi({
    description: 'Athlete that the files of a zip belong to. Required for zip, refused for NDJSON.',
  }),
});

export const acceptedImport = model('AcceptedImport', 'An import whose body was read completely.', {
  id: described(uuid, 'Id of the import.'),
  status: described(z.literal('processing'), 'The body was read. Processing continues in the background.'),
  links: model('ImportLinks', 'Links of an accepted import.', { self: described(link, 'The import.') }),
});

const importProblem = model('ImportProblem', 'Why one line or file was refused.', {
  line: described(int32.optional(), 'Line number, from 1. NDJSON only.'),
  file: described(z.string().optional(), 'File name in the zip. Zip only.'),
  problem: entryProblem,
});

export const importState = model('WorkoutImport', 'Progress of an import.', {
  id: described(uuid, 'Id of the import.'),
  status: z.enum(IMPORT_STATUSES).openapi('ImportStatus', {
    description:
      '`receiving`: the body is being read. `processing`: workouts are being processed. `processed`: done. `failed`: the body broke off; accepted entries stay, and sending the body again is safe.',
  }),
  total: described(int32, 'Number of lines or files read.'),
  accepted: described(int32, 'Number of accepted entries. A file found unreadable later moves to `refused`.'),
  duplicates: described(int32, 'Number of entries that were saved before.'),
  refused: described(int32, 'Number of refused entries.'),
  processed: described(int32, 'Number of accepted entries that are processed.'),
  problems: described(z.array(importProblem), 'The first 1,000 refused entries and why.'),
});
