import { z } from '@hono/zod-openapi';
import { RECORDING_FORMATS } from '../../domain/recording.ts';
import { described, link, orNull, uuid } from './primitives.ts';
import { entryProblem } from './problem.ts';

const status = z.enum(['accepted', 'processing', 'processed', 'failed']).openapi('UploadStatus', {
  description:
    '`accepted`: stored. `processing`: being read. `processed`: its workouts are saved. `failed`: the file cannot be read; see `problem`.',
});

export const acceptedUpload = z
  .strictObject({
    id: described(uuid, 'Id of the upload.'),
    status,
    links: z
      .strictObject({
        self: described(link, 'The upload.'),
        events: described(link, "The athlete's event stream."),
      })
      .openapi('UploadLinks', { description: 'Links of an accepted upload.' }),
  })
  .openapi('AcceptedUpload', { description: 'A stored file.' });

/** A form with one file, for the document only. */
export const fileForm = z
  .strictObject({
    file: z.string().openapi({
      format: 'binary',
      description: 'The recording. The only file of the form.',
    }),
  })
  .openapi('FileForm', { description: 'A form with one file.' });

export const upload = z
  .strictObject({
    id: described(uuid, 'Id of the upload.'),
    status,
    format: orNull(
      z.enum(RECORDING_FORMATS).openapi('RecordingFormat', {
        description: 'Format of a recording, detected from its content.',
      }),
    ),
    workoutIds: described(
      z.array(uuid),
      'Workouts that the file contained, also those that were saved before.',
    ),
    problem: entryProblem.optional(),
  })
  .openapi('Upload', { description: 'State of an uploaded file.' });
